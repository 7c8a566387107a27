import { build, type Latent } from '@sigmastream/core'
import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { CodingError } from '../errors.js'
import { stretchOf } from '../stretch.js'
import { type Reach, reachOf } from './reach.js'
import type { Stage, Stages } from './stages.js'

/** How many latent frames before and after one have a say in what a stage makes of it. */
const reachOfStage = ({ layers, input, output, perFrame }: Stage): Reach => {
  const { before, after } = reachOf(layers, input.rate, output.rate)
  return { before: Math.ceil(before / perFrame), after: Math.ceil(after / perFrame) }
}

/** Latents with as much of their end before them, and of their beginning behind them, as a network reaches. */
const withSurroundings = ({ shape: [batch, channels, frames], data }: Latent, { before, after }: Reach): Latent => {
  const length = before + frames + after
  return build([batch, channels, length], (out) => {
    for (let row = 0; row < batch * channels; row++)
      for (let i = 0; i < length; i++) {
        const frame = (((i - before) % frames) + frames) % frames
        out[row * length + i] = data[row * frames + frame]! // the row has the frame
      }
  })
}

/**
 * A decoder of latents that go round: what follows the last frame is the first, so the sound goes on from its end into
 * its beginning as it does anywhere inside. `decode` is the same decoder of latents with two ends; `frameSamples` is how
 * many samples it makes of a frame. Errors: those of `decode`.
 * Source: padded decoding in PanoWan (Xia et al. 2025, arXiv 2505.22016).
 */
export const ringDecoder = (
  stages: Stages,
  frameSamples: number,
  decode: (latent: Latent) => TE.TaskEither<CodingError, Latent>,
): ((latent: Latent) => TE.TaskEither<CodingError, Latent>) => {
  const [first, second] = [reachOfStage(stages[0]), reachOfStage(stages[1])]
  const reach = { before: first.before + second.before, after: first.after + second.after }
  return (latent) => {
    const frames = latent.shape[2]
    if (frames < 1) return decode(latent) // which refuses it
    const placed = (frame: number): number => Math.max(0, Math.min(frames, frame - reach.before))
    return pipe(
      decode(withSurroundings(latent, reach)),
      TE.bimap(
        (error) =>
          error._tag === 'NonFiniteResult' ? { ...error, from: placed(error.from), to: placed(error.to) } : error,
        (sound) => stretchOf(sound, reach.before * frameSamples, (reach.before + frames) * frameSamples),
      ),
    )
  }
}
