import { fileURLToPath } from 'node:url'
import { build, combine, constant, type Latent } from '@sigmastream/core'
import { either as E, taskEither as TE } from 'fp-ts'
import { type CourseError, type CourseFiles, type CourseModel, describeCourseError, gradedRuns } from '../src/index.js'

export const narrow = fileURLToPath(new URL('../../../fixtures/narrow-sao/', import.meta.url))

/** What a test expects to have worked. */
export const right = <A>(result: E.Either<CourseError, A>): A => {
  if (E.isLeft(result)) throw new Error(describeCourseError(result.left))
  return result.right
}

/** What a test expects to have failed, in words. */
export const wrong = (result: E.Either<CourseError, unknown>): string => {
  if (E.isRight(result)) throw new Error('it worked')
  return describeCourseError(result.left)
}

const shape = [1, 2, 128] as const
const frameSamples = 4

/**
 * A model of the Gaussian latents of variance 0.02 whatever it is told; sound is encoded as frames' first samples, and
 * with a deviation of 0.5. `asked` grows by the prompts that it was told.
 */
export const toyModel = (asked: string[] = []): CourseModel => ({
  geometry: { sampleRate: 80, audioChannels: 2, latentChannels: 2, frameSamples, maxFrames: 256, frameRate: 20 },
  denoiser: ({ items }) => {
    asked.push(...items.map(({ prompt }) => prompt))
    return TE.right((x, sigma) => Promise.resolve(combine([0.02 / (0.02 + sigma * sigma), x])))
  },
  encode: ({ data }) => {
    const mean = build(shape, (out) => out.forEach((_, i) => (out[i] = data[i * frameSamples] ?? 0)))
    return TE.right({ mean, std: constant(shape, 0.5), latent: mean })
  },
})

/** A course with a second of sound for every reference, another one for each. */
export const toyCourse: CourseFiles = {
  start: build(shape, (out) => out.forEach((_, i) => (out[i] = 500 * Math.sin(i)))),
  references: new Map(
    gradedRuns.flatMap(({ task }, item) =>
      task._tag === 'Sample'
        ? []
        : [
            [
              task.reference,
              {
                _tag: 'Sound',
                audio: {
                  sampleRate: 80,
                  channels: [Float32Array.from({ length: 80 }, (_, n) => Math.cos(((item % 6) + 1) * n))],
                },
              },
            ] as const,
          ],
    ),
  ),
}

/** The latent of a name; one that is not there throws. */
export const latentOf = (all: ReadonlyMap<string, Latent>, name: string): Latent => {
  const found = all.get(name)
  if (found === undefined) throw new Error(`there is no ${name}`)
  return found
}
