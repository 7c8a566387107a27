import { type Guidance, type Refused, refuse } from '@sigmastream/core'
import { either as E } from 'fp-ts'
import type { PromptItem } from '../conditioning/conditioner.js'
import type { GuidedThrough } from '../dit/branches.js'
import type { PaddedFrames } from '../dit/conditioning.js'
import type { Profile } from '../profiles.js'
import type { GivenSound } from './given-sound.js'

/** What a denoiser is to be about. */
export interface DenoiserRequest {
  /** One item serves a batch of any size; otherwise there is one for each item of the batch. */
  readonly items: readonly PromptItem[]
  /**
   * Prompts to lead away from, one for each item or one for all. Without them it is away from no conditioning at all.
   */
  readonly negative?: readonly string[]
  /** What padding is in those; `zeros` if left out. */
  readonly negativePadding?: Profile['negativePadding']
  readonly guidance: Guidance
  /**
   * How branches become one denoiser, by a rule that the graph has not: it is given the model under the prompt, under
   * what is led away from, and under nothing, and what the network itself answers. `guidance` is then its own affair.
   */
  readonly through?: GuidedThrough
  /**
   * What is there already, for a model that fills gaps itself (`ModelTraits.fillsGaps`). Such a model hears that nothing
   * is where this is left out.
   */
  readonly given?: GivenSound
  /** What such a model hears where nothing is given; `zeros` if left out. */
  readonly emptyLocal?: Profile['emptyLocal']
  /** How many frames of each item are sound, for a model of the family `stable-audio-3`; all if left out. */
  readonly padding?: PaddedFrames
}

/**
 * The items, and each of them again with its negative prompt, where there are some. `Refused` where they do not pair.
 */
export const itemsOf = ({
  items,
  negative,
}: DenoiserRequest): E.Either<
  Refused,
  { readonly items: readonly PromptItem[]; readonly negatives: readonly PromptItem[] }
> => {
  if (items.length === 0) return refuse('the items', 'none', 'at least one, with its prompt and seconds')
  if (negative === undefined) return E.right({ items, negatives: [] })
  const [only] = negative
  if (only === undefined || (negative.length !== 1 && negative.length !== items.length)) {
    return refuse('the negative prompts', `${negative.length} for ${items.length} items`, 'one, or one for each item')
  }
  return E.right({
    items,
    negatives: items.map(({ secondsStart, secondsTotal }, i) => ({
      prompt: negative[i] ?? only,
      secondsStart,
      secondsTotal,
    })),
  })
}
