import { build, type Latent } from '@sigmastream/core'
import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { Reach } from './chunks.js'
import type { CodingError } from './errors.js'
import { stretchOf } from './stretch.js'

/** Latents with as much of their end before them, and of their beginning behind them, as `around` says. */
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
 * `reach` in whole groups of `grid`, so that the frames stay where they are in their group, and the last group is
 * whole.
 */
const inGroups = ({ before, after }: Reach, frames: number, grid: number): Reach => {
  const first = grid * Math.ceil(before / grid)
  return { before: first, after: grid * Math.ceil((frames + after) / grid) - frames }
}

/**
 * A decoder of latents that go round: what follows the last frame is the first, so the sound goes on from its end into
 * its beginning as it does anywhere inside. `decode` is the same decoder of latents with two ends, which reaches so many
 * frames, and looks at them in groups of `grid`; `frameSamples` is how many samples it makes of a frame. Errors: those of
 * `decode`. Source: padded decoding in PanoWan (Xia et al. 2025, arXiv 2505.22016).
 */
export const ringDecoder =
  (
    reach: Reach,
    frameSamples: number,
    decode: (latent: Latent) => TE.TaskEither<CodingError, Latent>,
    grid = 1,
  ): ((latent: Latent) => TE.TaskEither<CodingError, Latent>) =>
  (latent) => {
    const frames = latent.shape[2]
    if (frames < 1) return decode(latent) // which refuses it
    const around = inGroups(reach, frames, grid)
    const placed = (frame: number): number => Math.max(0, Math.min(frames, frame - around.before))
    return pipe(
      decode(withSurroundings(latent, around)),
      TE.bimap(
        (error) =>
          error._tag === 'NonFiniteResult' ? { ...error, from: placed(error.from), to: placed(error.to) } : error,
        (sound) => stretchOf(sound, around.before * frameSamples, (around.before + frames) * frameSamples),
      ),
    )
  }
