import { type Draw, drawsOf, type Interval, type Latent, messageOf, plan, type Shape } from '@sigmastream/core'
import { torchCpu } from '@sigmastream/core/noise'
import { logSnrShift, pureNoise, risingTimes, sigmaOfTime } from '@sigmastream/core/schedules'
import type { Autoencoder } from '@sigmastream/model-sao/parts'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { GenerateArguments } from './generate-arguments.js'
import type { PartError } from './part.js'

/** A draw of its own: a lane that no sampler has. */
const drawOf = (lane: string, at: Interval, shape: Shape | undefined): readonly Draw[] =>
  shape === undefined ? [] : [{ lane, at, shape }]

/** The lane of the noise that decoding adds to the latents. */
export const latentLane = 'decoding latents'

/** The lanes of the noise that the autoencoder adds to the tokens that stand for what is to be made. */
export const tokenLanes = { encoder: 'encoding tokens', decoder: 'decoding tokens' } as const

/** A run that is planned, and the noise of PyTorch's generator for all that `generate` draws, in its order. */
export const plannedRun = (coder: Autoencoder, asked: GenerateArguments, shape: Shape) => {
  const { steps, seed, level, step, encodes } = asked
  const sigmaMax = level === null ? pureNoise : sigmaOfTime(level)
  const planned = plan({ step: step(), schedule: risingTimes({ steps, sigmaMax, shift: logSnrShift() }), shape })
  const [batch, , frames] = shape
  const [encoder, decoder] = [coder.noiseShapes('encoder', 1, frames), coder.noiseShapes('decoder', batch, frames)]
  const draws = pipe(
    drawsOf(planned),
    E.map(([start, ...own]) => {
      const at = start?.at ?? { index: 0, of: steps, from: sigmaMax, to: 0 }
      return [
        ...(start === undefined ? [] : [{ ...start, shape }]),
        ...(encodes ? drawOf(tokenLanes.encoder, at, encoder.tokens) : []),
        ...own.map((draw) => ({ ...draw, shape })),
        // Ping-pong draws at its last step too, and multiplies by 0.
        ...(asked.drawsLast ? drawOf('last', at, shape) : []),
        ...drawOf(latentLane, at, decoder.latents),
        ...drawOf(tokenLanes.decoder, at, decoder.tokens),
      ]
    }),
  )
  return { planned, draws, noise: torchCpu(seed, draws) }
}

/** What `plannedRun` gives. */
export type PlannedRun = ReturnType<typeof plannedRun>

/** The noise of a lane of its own; `undefined` where nothing is drawn for it. */
export const noiseIn = ({ draws, noise }: PlannedRun, lane: string): E.Either<PartError, Latent | undefined> =>
  pipe(
    draws,
    E.flatMap((all) => {
      const draw = all.find((one) => one.lane === lane)
      return draw?.shape === undefined
        ? E.right(undefined)
        : E.tryCatch(
            () => noise({ ...draw, shape: draw.shape ?? [1, 1, 1] }),
            (cause): PartError => ({ _tag: 'RunFailed', message: messageOf(cause), expected: [] }),
          )
    }),
  )
