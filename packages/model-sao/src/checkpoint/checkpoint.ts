import type { StoredWeight, Weights } from '@sigmastream/checkpoint'
import type { TextConfig } from '../text/config.js'
import type { ModelConfig } from './model-config.js'
import type { PartConfigs } from './part-configs.js'
import type { Layout, PartName } from './parts.js'
import type { TokenizerFiles } from './survey.js'

/** A whole checkpoint: configurations decoded, weights found by their headers, none of them read. */
export interface Checkpoint {
  readonly folder: string
  readonly layout: Layout
  readonly config: ModelConfig
  readonly partConfigs: PartConfigs
  readonly textConfig: TextConfig
  readonly tokenizer: TokenizerFiles
  /**
   * The weights, in either layout by the names of the single file. Only `rotary_pos_emb.inv_freq` is not there in
   * diffusers, which computes it.
   */
  readonly weights: Weights
  /** The same, as a list. */
  readonly stored: readonly StoredWeight[]
  /**
   * The real folder of each part's weights: the `externalFolder` of a session whose graph uses that part's, and no
   * other's.
   */
  readonly folders: Readonly<Record<PartName, string>>
  /** Keys of the configuration that nothing reads: see `unreadKeys`. */
  readonly unread: readonly string[]
  /** Every configuration as it was read, by its name relative to the folder. */
  readonly configs: Readonly<Record<string, unknown>>
}
