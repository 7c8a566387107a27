import { type Refused } from '@sigmastream/core'
import {
  constant,
  describeOnnxError,
  encodeModel,
  type Feeds,
  input,
  openSession,
  type Session,
} from '@sigmastream/onnx'
import { gemm } from '@sigmastream/onnx/operators'
import { either as E, type task as T, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { type ExemplarError, engineFailed } from './errors.js'
import type { Patches } from './patches.js'

/** The two products of matrices that the denoiser of all windows is made of, with what is learnt as one of the factors. */
export interface FrameProducts {
  /** Of frames `[rows][channels]` with each that is learnt: `[rows][frames]`. Rejects where the engine fails. */
  readonly matches: (rows: Float32Array, signal: AbortSignal) => Promise<Float32Array>
  /** Of weights `[rows][frames]` with what is learnt: `[rows][channels]`. Rejects where the engine fails. */
  readonly mixtures: (weights: Float32Array, signal: AbortSignal) => Promise<Float32Array>
  readonly close: T.Task<void>
}

/**
 * Both products in one graph, so that what is learnt is in it once. Inputs: `rows` [m, channels], `weights` [n, frames].
 * Outputs: `matches` [m, frames], `mixtures` [n, channels]. Either may have no rows.
 */
const productGraph = ({ channels, frames, data }: Patches): E.Either<Refused, Uint8Array<ArrayBuffer>> => {
  const learnt = constant({ type: 'float32', dims: [frames, channels], data })
  return encodeModel({
    matches: gemm(input('rows', 'float32', ['m', channels]), learnt, { b: true }),
    mixtures: gemm(input('weights', 'float32', ['n', frames]), learnt),
  })
}

const noRows = new Float32Array(0)

const productsWith = (session: Session, { channels, frames }: Patches): FrameProducts => {
  const ask = async (
    name: 'matches' | 'mixtures',
    rows: Float32Array,
    weights: Float32Array,
    signal: AbortSignal,
  ): Promise<Float32Array> => {
    const feeds: Feeds = {
      rows: { type: 'float32', dims: [rows.length / channels, channels], data: rows },
      weights: { type: 'float32', dims: [weights.length / frames, frames], data: weights },
    }
    const outputs = await session.run(feeds, signal)()
    if (E.isLeft(outputs)) throw new Error(describeOnnxError(outputs.left))
    const product = outputs.right[name]
    if (product?.type !== 'float32')
      throw new Error('the model gave no product: the graph is not the one of this package')
    return product.data
  }
  return {
    matches: (rows, signal) => ask('matches', rows, noRows, signal),
    mixtures: (weights, signal) => ask('mixtures', noRows, weights, signal),
    close: session.close,
  }
}

/**
 * Loads the engine with what is learnt, which keeps a copy of it less where `sparing`. Between two products the threads
 * of the engine sleep: the other half of the work is done here meanwhile, and a thread that waits awake takes as much of
 * the processor as one that works. Errors: `EngineFailed`.
 */
export const openProducts = (
  patches: Patches,
  threads: number,
  sparing: boolean,
): TE.TaskEither<ExemplarError, FrameProducts> =>
  pipe(
    TE.fromEither(productGraph(patches)),
    TE.flatMap((model) => openSession(model, { threads, move: true, packWeights: !sparing, waitAwake: false })),
    TE.bimap(engineFailed, (session) => productsWith(session, patches)),
  )
