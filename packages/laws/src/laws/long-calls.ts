import type { FrameRange, Latent } from '@sigmastream/core'
import fc from 'fast-check'
import { latents, shapes } from '../arbitraries/latents.js'
import { type Model, models } from '../arbitraries/models.js'
import type { Question } from './ask-in-turn.js'

/** Some calls of a run on a long latent, and windows that cover it. */
export interface LongCalls {
  readonly model: Model
  readonly questions: readonly Question[]
  readonly windows: readonly FrameRange[]
}

/** Windows of one length from the first frame on, each so many frames after the one before, up to the last frame. */
const windowsAfter = (frames: number, length: number, steps: readonly number[]): readonly FrameRange[] =>
  steps.reduce<readonly FrameRange[]>(
    (windows, step) => {
      const { start, end } = windows[windows.length - 1]! // there is the first one
      const next = Math.min(start + step, frames - length)
      return end === frames ? windows : [...windows, { start: next, end: next + length }]
    },
    [{ start: 0, end: length }],
  )

const layouts = (frames: number): fc.Arbitrary<readonly FrameRange[]> =>
  fc
    .integer({ min: 1, max: frames })
    .chain((length) =>
      fc
        .array(fc.integer({ min: 1, max: length }), { minLength: frames, maxLength: frames })
        .map((steps) => windowsAfter(frames, length, steps)),
    )

/** Such calls: of every model, on small latents. */
export const longCalls: fc.Arbitrary<LongCalls> = shapes({ channels: [1, 2], frames: [1, 9] }).chain((shape) =>
  fc.record({
    model: models,
    questions: fc.array(
      fc.tuple(
        latents(shape, 20),
        fc.integer({ min: 1, max: 200 }).map((n) => n / 10),
      ),
      { minLength: 2, maxLength: 3 },
    ),
    windows: layouts(shape[2]),
  }),
)

/** Frames of a latent by their numbers: the laws' own, so that no law asks core's for what it checks. */
export const pick = ({ shape: [batch, channels, frames], data }: Latent, wanted: readonly number[]): Latent => ({
  shape: [batch, channels, wanted.length],
  data: Float32Array.from(
    Array.from({ length: batch * channels }, (_, row) => wanted.map((frame) => data[row * frames + frame]!)).flat(), // inside the latent
  ),
})

/** The numbers of the frames of a range. */
export const framesOf = ({ start, end }: FrameRange): readonly number[] =>
  Array.from({ length: end - start }, (_, i) => start + i)
