import type { Latent } from '@sigmastream/core'
import type { OnnxError, Session } from '@sigmastream/onnx'
import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { Lazy } from '../../lazy.js'
import { checkInput } from '../check-input.js'
import { chunksOf } from '../chunks.js'
import type { CodingOptions } from '../coding-options.js'
import type { CodingError } from '../errors.js'
import { inChunks } from '../in-chunks.js'
import { stretchOf } from '../stretch.js'
import { chunkFrames, elementsOfFrame } from './memory.js'
import { reachOf } from './reach.js'
import type { Stage, Stages } from './stages.js'

/** x `[batch, channels, length]` through a network, in chunks of bounded memory. `Refused` where it does not fit. */
type Coder = (x: Latent, options: CodingOptions) => TE.TaskEither<CodingError, Latent>

type LazySession = Lazy<OnnxError, Session>

/** One stage, its frames counted in latent frames wherever they are seen from outside. */
const stageRunner = (stage: Stage) => {
  const { layers, input, output, perFrame } = stage
  const reach = reachOf(layers, input.rate, output.rate)
  const elements = elementsOfFrame(layers, input.rate)
  return (session: Session, x: Latent, { chunk, signal }: CodingOptions, available: number) => {
    const size = chunk === undefined ? chunkFrames(available, elements, reach) : chunk * perFrame
    return pipe(
      inChunks(session, stage, x, chunksOf(x.shape[2] / input.rate, size, reach), signal),
      TE.mapLeft(
        (error): CodingError =>
          error._tag === 'NonFiniteResult'
            ? { ...error, from: Math.floor(error.from / perFrame), to: Math.ceil(error.to / perFrame) }
            : error,
      ),
    )
  }
}

/**
 * A coder of two stages on a session each. What x lacks of the last frame is zeros. `available` says how many bytes of
 * memory are free: it is asked at each run without a `chunk`, after the weights have been loaded.
 */
export const coder = (
  stages: Stages,
  sessions: readonly [LazySession, LazySession],
  available: () => number,
): Coder => {
  const [first, second] = stages
  const [runFirst, runSecond] = [stageRunner(first), stageRunner(second)]
  const samples = first.input.rate * first.perFrame
  return (x, options) =>
    pipe(
      TE.fromEither(checkInput(first, x, options)),
      TE.flatMap(
        (): TE.TaskEither<CodingError, Latent> =>
          pipe(
            TE.Do,
            TE.bind('first', () => sessions[0].get),
            TE.bind('second', () => sessions[1].get),
            TE.let('memory', () => (options.chunk === undefined ? available() : 0)),
            TE.bindW('features', (opened) =>
              runFirst(
                opened.first,
                stretchOf(x, 0, Math.ceil(x.shape[2] / samples) * samples),
                options,
                opened.memory,
              ),
            ),
            TE.flatMap((opened) => runSecond(opened.second, opened.features, options, opened.memory)),
          ),
      ),
    )
}
