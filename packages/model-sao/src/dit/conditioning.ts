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
export interface PaddedFrames {
  /** How many frames of each item are sound, from the first on. */
  readonly valid: readonly number[]
  /**
   * What attention makes of the rest: left out as if it were not there, which is what the reference computes on a GPU; or
   * counted, its values zero but its keys in the softmax, which is what the reference computes on a CPU.
   */
  readonly keys: 'left-out' | 'counted'
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
  /**
   * 0 where frames are not told even that nothing is kept, as diffusers' `StableAudio3DiTModel` does without
   * `local_add_cond`; else 1. Zeros are not nothing, since what is made of them has biases.
   */
  readonly localGain?: 0 | 1
  /** Which frames are sound, where not all are. */
  readonly padding?: PaddedFrames
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

/** What is wrong with what frames are told, where something is. */
const checkLocal = ({ localDim }: DitConfig, local: Embedding, items: number): E.Either<Refused, unknown> => {
  if (localDim === 0) return refuse('local conditioning', 'told to a network that takes none', 'none')
  return fitsDims(local, [items, localDim, undefined])
    ? E.right(local)
    : refuse(
        'local conditioning',
        `${local.data.length} values of ${dimsText(local.dims)}`,
        `[${items}, ${localDim}, frames]`,
      )
}

/** What is wrong with lengths. */
const checkPadding = (
  { globalBy }: DitConfig,
  { valid, keys }: PaddedFrames,
  items: number,
): E.Either<Refused, unknown> => {
  const wrong = valid.find((frames) => !Number.isSafeInteger(frames) || frames < 1)
  if (wrong !== undefined) return refuse('padding', `${wrong} valid frames`, 'a whole number of at least 1')
  if (valid.length === 0 || (items !== 1 && valid.length !== 1 && valid.length !== items))
    return refuse(
      'padding',
      `lengths of ${valid.length} items`,
      items === 1 ? 'one, or one for each item' : `1 or ${items}`,
    )
  return keys === 'counted' && globalBy === 'token'
    ? refuse('padding', 'counted by a network that takes all frames as valid', '"left out"')
    : E.right(valid)
}

/**
 * The conditioning, unless embeddings do not fit the network or each other, or guidance is out of range: then
 * `Refused`.
 */
export const checkConditioning = (config: DitConfig, conditioning: Conditioning): E.Either<Refused, Conditioning> => {
  const { condTokenDim, globalCondDim } = config
  const { crossAttention, global, negative, local, padding, guidance } = conditioning
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
    local === undefined ? E.right(null) : checkLocal(config, local, items),
    E.flatMap(() => (padding === undefined ? E.right(null) : checkPadding(config, padding, items))),
    E.flatMap(() => checkGuidance(guidance)),
    E.map(() => conditioning),
  )
}
