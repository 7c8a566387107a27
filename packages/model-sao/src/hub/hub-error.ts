import { nameList } from '@sigmastream/checkpoint'
import * as hub from '@sigmastream/hub'
import { printableText } from '@sigmastream/tensor-files'

/**
 * The repository holds no whole checkpoint: `missing` are the files that it lacks, `pickled` is one that stands for
 * weights.
 */
export interface NoCheckpoint {
  readonly _tag: 'NoCheckpoint'
  readonly repository: string
  readonly missing: readonly string[]
  readonly pickled: string | undefined
}

/** Why a checkpoint could not be pulled. No error holds a token, nor an address that was signed for one download. */
export type HubError = hub.HubError | NoCheckpoint

/**
 * One sentence: what went wrong, and what would be right. It never holds a token. `tokenName` is what its reader calls
 * the token that is given, such as `--token`.
 */
export const describeHubError = (error: HubError, tokenName?: string): string =>
  error._tag === 'NoCheckpoint'
    ? `${printableText(error.repository)}: this is no whole Stable Audio checkpoint: there is no ${nameList(error.missing)}` +
      (error.pickled === undefined
        ? ''
        : `, only ${printableText(error.pickled)}, which is pickled and never fetched, since to read it runs what is in it`) +
      '; pull a repository or revision that has it'
    : hub.describeHubError(error, tokenName)
