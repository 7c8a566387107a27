import type { Weights } from '@sigmastream/checkpoint'
import { withDims } from '@sigmastream/onnx'
import { add, type F32, mul, reshape, scalar, sigmoid, splitInSix, sub } from '@sigmastream/onnx/operators'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { CheckpointError } from '../checkpoint/errors.js'
import { type Layer, weight } from '../graph/layer.js'
import { biasedEmbedding } from './conditioning-embedding.js'
import type { DitConfig } from './config.js'
import { ROWS } from './dims.js'

/** What is done to what goes into a part of a block, and to what comes out of it. */
interface Modulation {
  readonly before: Layer
  readonly after: Layer
}

/** How time and global conditioning act on a block: on its attention, and on its feed-forward. */
type ToModulations = (spoken: F32) => readonly [attention: Modulation, forward: Modulation]

const asIs: Modulation = { before: (x) => x, after: (x) => x }

/** x (1 + scale) + shift, and x sigmoid(1 - gate); each is `[batch, 1, width]`. */
const adaptive = (scale: F32, shift: F32, gate: F32): Modulation => ({
  before: (x) => add(mul(x, add(scalar(1), scale)), shift),
  after: (x) => mul(x, sigmoid(sub(scalar(1), gate))),
})

/** A scale, a shift and a gate, twice. */
const VECTORS = 6

/**
 * What time and global conditioning together, `[batch, embedDim]`, say to every block, `[batch, 6 embedDim]`; nothing
 * where they are a token. stable-audio-3 `models/transformer.py`, `ContinuousTransformer` (`global_cond_embedder`).
 */
export const spokenToBlocks = (
  weights: Weights,
  prefix: string,
  { globalBy, embedDim }: DitConfig,
): E.Either<CheckpointError, Layer> =>
  globalBy === 'token'
    ? E.right((overall) => overall)
    : biasedEmbedding(weights, `${prefix}.global_cond_embedder`, embedDim, embedDim, VECTORS * embedDim)

/**
 * What a block makes of that: a vector of its own is added. Where time and global conditioning are a token, its parts
 * are left as they are. Peebles and Xie 2023, section 3.2 (adaLN); stable-audio-3 `models/transformer.py`,
 * `TransformerBlock.forward`, whose gate is sigmoid(1 - gate).
 */
export const modulations = (
  weights: Weights,
  name: string,
  { globalBy, embedDim }: DitConfig,
): E.Either<CheckpointError, ToModulations> =>
  globalBy === 'token'
    ? E.right(() => [asIs, asIs])
    : pipe(
        weight(weights, `${name}.to_scale_shift_gate`, [VECTORS * embedDim]),
        E.map((own) => (spoken) => {
          const all = withDims(add(spoken, own), [ROWS, VECTORS * embedDim])
          const vectors = splitInSix(withDims(reshape(all, [-1, 1, VECTORS * embedDim]), [ROWS, 1, VECTORS * embedDim]))
          const [scale, shift, gate, forwardScale, forwardShift, forwardGate] = vectors
          return [adaptive(scale, shift, gate), adaptive(forwardScale, forwardShift, forwardGate)]
        }),
      )
