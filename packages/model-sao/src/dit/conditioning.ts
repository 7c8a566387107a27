import { checkGuidance, type Guidance, type ReadonlyF32, type Refused, refuse } from '@sigmastream/core'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { GuidedThrough } from './branches.js'
import type { DitConfig } from './config.js'

/** Vectors that condition the network, row-major. */
export interface Embedding {
  readonly dims: readonly number[]
  readonly data: ReadonlyF32
}

/** Frames behind the end of each item, which are there to fill up a batch. */
export interface Padding {
  /** How many frames of each item are sound, from the first on. */
  readonly valid: readonly number[]
  /**
   * What attention makes of the rest: left out as if it were not there, which is what the reference computes on a GPU; or
   * counted, its values zero but its keys in the softmax, which is what the reference computes on a CPU.
   */
  readonly keys: 'left out' | 'counted'
}

/** What a run is about. One item serves a batch of any size; otherwise there is one for each item of the batch. */
export interface Conditioning {
  /** `[items, tokens, condTokenDim]`: the text, and what else is told as tokens. */
  readonly crossAttention: Embedding
  /** `[items, globalCondDim]`. */
  readonly global: Embedding
  /** What to lead away from, in place of tokens that are all zero; of the same dimensions as `crossAttention`. */
  readonly negative?: Embedding
  /**
   * `[items, localDim, frames]`, what each frame is told beside x: whether it is kept, and the latent that is kept there.
   * For a network with such channels only; zeros where it is left out.
   */
  readonly local?: Embedding
  /** Which frames are sound, where not all are. */
  readonly padding?: Padding
  readonly guidance: Guidance
  /** How branches become one denoiser, outside of the graph: then `guidance` is not computed in it. */
  readonly through?: GuidedThrough
}

const dimsText = (dims: readonly number[]): string => `[${dims.join(', ')}]`

/**
 * Whether there are as many values as `dims` say, and as many dimensions as `sizes`, of these sizes where one is said.
 */
const fitsDims = ({ dims, data }: Embedding, sizes: readonly (number | undefined)[]): boolean =>
  dims.length === sizes.length &&
  dims.every((n, i) => Number.isSafeInteger(n) && n >= 1 && n === (sizes[i] ?? n)) &&
  data.length === dims.reduce((count, n) => count * n, 1)

/**
 * The conditioning, unless embeddings do not fit the network or each other, or guidance is out of range: then
 * `Refused`.
 */
export const checkConditioning = (
  { condTokenDim, globalCondDim }: DitConfig,
  conditioning: Conditioning,
): E.Either<Refused, Conditioning> => {
  const { crossAttention, global, negative, guidance } = conditioning
  const misfit = (what: string, { dims, data }: Embedding, right: string): E.Either<Refused, never> =>
    refuse(what, `${data.length} values of ${dimsText(dims)}`, right)
  if (!fitsDims(crossAttention, [undefined, undefined, condTokenDim])) {
    return misfit('cross-attention tokens', crossAttention, `[items, tokens, ${condTokenDim}]`)
  }
  const {
    dims,
    dims: [items = 1],
  } = crossAttention
  if (!fitsDims(global, [items, globalCondDim]))
    return misfit('global conditioning', global, dimsText([items, globalCondDim]))
  if (negative !== undefined && !fitsDims(negative, dims)) return misfit('negative tokens', negative, dimsText(dims))
  return pipe(
    checkGuidance(guidance),
    E.map(() => conditioning),
  )
}
