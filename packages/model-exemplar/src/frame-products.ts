import type { Refused } from '@sigmastream/core'
import {
  constant,
  describeOnnxError,
  encodeModel,
  input,
  openSession,
  type Session,
  type SharedTensor,
} from '@sigmastream/onnx'
import { gemm } from '@sigmastream/onnx/operators'
import { either as E, type task as T, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { type ExemplarError, engineFailed } from './errors.js'
import type { Patches } from './patches.js'
import { type SpareBuffers, spareBuffers } from './spare-buffers.js'

/** The most rows that a product is made of in one call. */
export const rowsTogether = 256

/** Rows that a product is: whoever gave them back does not look at them again. */
export interface ProductRows {
  readonly values: Float32Array
  readonly giveBack: () => void
}

/** The two products of matrices that the denoiser of all windows is made of, with what is learnt as one of the factors. */
export interface FrameProducts {
  /** Of frames `[rows][channels]`, at most `rowsTogether`, with each that is learnt: `[rows][frames]`. Rejects where the engine fails. */
  readonly matches: (rows: Float32Array, signal: AbortSignal) => Promise<ProductRows>
  /** Of weights `[rows][frames]`, as many, with what is learnt: `[rows][channels]`. Rejects where the engine fails. */
  readonly mixtures: (weights: Float32Array, signal: AbortSignal) => Promise<ProductRows>
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

type Floats = Float32Array<SharedArrayBuffer>

/** Room for so many rows, shared with the engine's thread: the collector of garbage sees none of what is used again. */
const sharedRows = (width: number): SpareBuffers<Floats> & { readonly width: number } => ({
  width,
  ...spareBuffers((length): Floats => new Float32Array(new SharedArrayBuffer(4 * length))),
})

const tensor = (data: Floats, width: number): SharedTensor => ({
  type: 'float32',
  dims: [data.length / width, width],
  data,
})

const productsWith = (session: Session, { channels, frames }: Patches): FrameProducts => {
  const [short, long] = [sharedRows(channels), sharedRows(frames)]
  const none = { rows: tensor(short.lend(0), channels), weights: tensor(long.lend(0), frames) }
  const product =
    (feed: 'rows' | 'weights', name: 'matches' | 'mixtures', from: typeof short, to: typeof short) =>
    async (values: Float32Array, signal: AbortSignal): Promise<ProductRows> => {
      const count = values.length / from.width
      const [given, made] = [from.lend(rowsTogether * from.width), to.lend(rowsTogether * to.width)]
      given.set(values)
      const asked = tensor(given.subarray(0, values.length), from.width)
      const answer = tensor(made.subarray(0, count * to.width), to.width)
      const outputs = await session.run({ ...none, [feed]: asked }, signal, { [name]: answer })()
      if (E.isLeft(outputs)) throw new Error(describeOnnxError(outputs.left))
      from.giveBack(given)
      return { values: answer.data, giveBack: () => to.giveBack(made) }
    }
  return {
    matches: product('rows', 'matches', short, long),
    mixtures: product('weights', 'mixtures', long, short),
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
