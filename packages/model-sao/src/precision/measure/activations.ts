import type { StoredWeight } from '@sigmastream/checkpoint'
import {
  chain,
  denoise,
  describeSampleError,
  eulerStep,
  plan,
  run,
  type SampleError,
  type Shape,
  score,
} from '@sigmastream/core'
import { keyed } from '@sigmastream/core/noise'
import type { Schedule } from '@sigmastream/core/schedules'
import { encodeModel, openSession, type Session, type Tensors, type Value } from '@sigmastream/onnx'
import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { type Conditioning, checkConditioning } from '../../dit/conditioning.js'
import { type DitOptions, folderOf } from '../../dit/dit.js'
import { ditOutput } from '../../dit/graph.js'
import { networkOn } from '../../dit/network.js'
import { denoiserOf } from '../../dit/parameterisation.js'
import type { StableAudioError } from '../../errors.js'
import { productInputs } from '../../graph/products.js'
import { keptHalf } from './kept-half.js'

/** Rows that went into a product: `data` `[rows, width]`, row-major. */
export interface ProductRows {
  readonly width: number
  readonly data: Float32Array
}

/** The same, of rows that are tokens of a sequence: so many to each. */
export interface TokenRows extends ProductRows {
  readonly tokens: number
}

/** What went into the product with each matrix, by its name: the tokens of all calls of a run, one after the other. */
export type Activations = ReadonlyMap<string, () => TokenRows>

/** A run to look into: Euler's method from noise of `shape`, `[1, ioChannels, frames]`, down a schedule. */
export interface ShortRun {
  readonly conditioning: Conditioning
  readonly shape: Shape
  readonly schedule: Schedule
  readonly seed: number
}

/** A session that keeps what it answers. */
const recordingSession = (session: Session, answers: Tensors[]): Session => ({
  ...session,
  run: (feeds, signal) =>
    pipe(
      session.run(feeds, signal),
      TE.tapIO((answer) => () => answers.push(answer)),
    ),
})

const runFailure =
  ({ inputs }: Session, signal: AbortSignal | undefined) =>
  (error: SampleError): StableAudioError =>
    error._tag === 'Refused'
      ? error
      : error._tag === 'Aborted' || signal?.aborted === true
        ? { _tag: 'RunAborted' }
        : { _tag: 'RunFailed', message: describeSampleError(error), expected: inputs }

const euler = chain(denoise, score, eulerStep)

/** The answers called `name`, all in one; the first says how many tokens a sequence has. */
export const rowsNamed = (answers: readonly Tensors[], name: string) => (): TokenRows => {
  const found = answers.flatMap(({ [name]: tensor }) => (tensor?.type === 'float32' ? [tensor] : []))
  const data = new Float32Array(found.reduce((count, { data: { length } }) => count + length, 0))
  found.reduce((at, tensor) => (data.set(tensor.data, at), at + tensor.data.length), 0)
  const [dims = []] = found.map((tensor) => tensor.dims)
  return { width: dims.at(-1) ?? 0, tokens: dims.at(-2) ?? 0, data }
}

/**
 * What goes into the product with each of `matrices` in a run of the transformer of `options`. Errors: those of
 * `openDit`, `Refused` where the run does not fit the network, `RunFailed`, `RunAborted`.
 */
export const activationsOf = (
  { config, weights, threads }: DitOptions,
  matrices: readonly StoredWeight[],
  short: ShortRun,
  signal: AbortSignal | undefined,
): TE.TaskEither<StableAudioError, Activations> => {
  const prepared = pipe(
    E.Do,
    E.bindW('conditioning', () =>
      checkConditioning(config, {
        ...short.conditioning,
        ...keptHalf(config, short.conditioning, short.shape, short.seed),
      }),
    ),
    E.bindW('output', () => ditOutput(config, weights)),
    E.bindW('externalFolder', () => folderOf(weights, config)),
    E.let('inputs', ({ output }) => productInputs(output, matrices)),
    // Several matrices may take the same value: it is answered once.
    E.let('distinct', ({ inputs }) => [...new Set(inputs.values())]),
    E.bindW('model', ({ output, distinct }) =>
      encodeModel({ output, ...Object.fromEntries(distinct.map((value, i): [string, Value] => [`input${i}`, value])) }),
    ),
  )
  return pipe(
    TE.fromEither(prepared),
    TE.flatMap(({ conditioning, model, externalFolder, inputs, distinct }) =>
      TE.bracket(
        openSession(model, { threads, externalFolder, packWeights: false }),
        (session): TE.TaskEither<StableAudioError, Activations> => {
          const answers: Tensors[] = []
          const denoiser = denoiserOf(
            networkOn(recordingSession(session, answers), config, conditioning),
            config.objective,
          )
          return pipe(
            run(
              plan({ step: euler, schedule: short.schedule, shape: short.shape }),
              { denoiser, noise: keyed(short.seed) },
              signal,
            ),
            TE.bimap(
              runFailure(session, signal),
              () =>
                new Map(
                  [...inputs].map(([name, value]) => [name, rowsNamed(answers, `input${distinct.indexOf(value)}`)]),
                ),
            ),
          )
        },
        (session) => TE.fromTask(session.close),
      ),
    ),
  )
}
