import type { Audio } from '@sigmastream/audio'
import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { badRecipe, type RenderError } from './errors.js'
import { type Excerpt, readExcerpt } from './excerpt.js'
import type { MaterialOrder } from './material-order.js'
import type { Model, Order } from './model.js'
import { type Samples, samplesOf } from './samples.js'
import { gigabytes } from './words.js'

/** An order as the model takes it, and the whole recording that its clip is an excerpt of; `null` where it is none. */
export interface ExcerptOrder {
  readonly order: Order
  readonly whole: Samples | null
}

/** The most samples that are worked on at once: 1 GiB, 50 minutes of stereo at 44.1 kHz. */
const mostBytes = 2 ** 30

/** The order with what the model needs of its clip. Errors: regions that are none of the recording's, what it reads. */
export const excerptOrder = (
  model: Model,
  { clip, ...rest }: MaterialOrder,
  availableMemory: number,
): TE.TaskEither<RenderError, ExcerptOrder> => {
  const { recipe } = rest
  if (clip === null || clip._tag === 'Latents') return TE.right({ order: { ...rest, clip }, whole: null })
  const { name, hash, info } = clip
  const whole = clip._tag === 'Sound' ? samplesOf(clip.audio) : clip.samples
  const stretches = model.excerpt === undefined ? TE.right(null) : model.excerpt(recipe, whole)
  return pipe(
    stretches,
    TE.flatMap((some): TE.TaskEither<RenderError, ExcerptOrder> => {
      if (some === null && clip._tag === 'Sound') return TE.right({ order: { ...rest, clip }, whole: null })
      const excerpt: Excerpt | null = some === null ? null : { stretches: some, of: whole.frames }
      return pipe(
        excerpt === null ? readWhole(name, whole, availableMemory) : readExcerpt(whole, excerpt),
        TE.map((audio): ExcerptOrder => {
          const part = { _tag: 'Sound', name, hash, audio, info } as const
          return excerpt === null
            ? { order: { ...rest, clip: part }, whole: null }
            : { order: { ...rest, clip: { ...part, excerpt } }, whole }
        }),
      )
    }),
  )
}

/** All samples of a file. Refused: more than fit into memory, or into one result. */
const readWhole = (name: string, samples: Samples, availableMemory: number): TE.TaskEither<RenderError, Audio> => {
  const count = samples.frames * samples.channels
  const bytes = count * Float32Array.BYTES_PER_ELEMENT
  const most = Math.min(availableMemory, mostBytes)
  return bytes > most
    ? TE.left(
        badRecipe(
          'clip',
          [`${name} is too long: its samples are ${gigabytes(bytes)}, and ${gigabytes(most)} can be held`],
          ['cut it into shorter pieces'],
        ),
      )
    : samples.read(0, samples.frames)
}
