import type { Audio } from '@sigmastream/audio'
import { type FrameRange, nearestCount, type Region } from '@sigmastream/core'
import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { type RenderError, refuseRecipe } from './errors.js'
import type { MaterialOrder } from './material-order.js'
import { type Samples, samplesOf } from './samples.js'
import { field, words } from './words.js'

/** Samples of room before and behind a recording, where new sound is to be made. */
interface Extension {
  readonly before: number
  readonly after: number
}

/** Sound with silence in the room around it. */
const extendAudio = ({ sampleRate, channels }: Audio, { before, after }: Extension): Audio => ({
  sampleRate,
  channels: channels.map((samples) => {
    const out = new Float32Array(before + samples.length + after)
    out.set(samples, before)
    return out
  }),
})

/** Samples with silence in the room around them; what they are of is read as far as it is needed. */
const extendSamples = (samples: Samples, { before, after }: Extension): Samples => {
  const inside = ({ start, end }: FrameRange): FrameRange => {
    const place = (at: number): number => Math.min(samples.frames, Math.max(0, at - before))
    return { start: place(start), end: place(end) }
  }
  return {
    ...samples,
    frames: before + samples.frames + after,
    read: (from, to) => {
      const { start, end } = inside({ start: from, end: to })
      const none = {
        sampleRate: samples.sampleRate,
        channels: Array.from({ length: samples.channels }, () => new Float32Array()),
      }
      return start === end
        ? TE.right(extendAudio(none, { before: to - from, after: 0 }))
        : pipe(
            samples.read(start, end),
            TE.map((audio) => extendAudio(audio, { before: start + before - from, after: to - end - before })),
          )
    },
    peakOutside: (stretches) => samples.peakOutside(stretches.map(inside).filter(({ start, end }) => start < end)),
  }
}

/** The room as regions of the extended sound, in seconds. */
const regionsIn = ({ sampleRate, frames }: Samples, { before, after }: Extension): readonly Region[] =>
  [
    { start: 0, end: before },
    { start: before + frames, end: before + frames + after },
  ]
    .filter(({ start, end }) => start < end)
    .map(({ start, end }) => ({ from: start / sampleRate, to: end / sampleRate }))

/**
 * An order that extends a recording, as one that fills regions of it: with room before and behind, and its recipe saying
 * where that is. Any other is as it was. Refused: room for nothing, and latents.
 */
export const placeExtension = (order: MaterialOrder): E.Either<RenderError, MaterialOrder> => {
  const { recipe, clip } = order
  if (recipe.command !== 'extend' || clip === null) return E.right(order)
  if (clip._tag === 'Latents')
    return refuseRecipe('clip', words`${field('clip')} is latents, and what is extended is sound`, [
      'give sound: sigmastream decode makes it of latents',
    ])
  const samples = clip._tag === 'Sound' ? samplesOf(clip.audio) : clip.samples
  const count = (seconds: number): number => nearestCount(seconds, samples.sampleRate)
  const extension = { before: count(recipe.before), after: count(recipe.after) }
  const regions = regionsIn(samples, extension)
  if (regions.length === 0)
    return refuseRecipe(
      'after',
      words`${field('before')} and ${field('after')} are 0`,
      words`give the seconds that are to be made as ${field('after')}, or as ${field('before')}`,
    )
  const { info } = clip
  // markers are counted from the first sample of a recording
  const moved = info === null || extension.before === 0 ? info : { ...info, chunks: [] }
  return E.right({
    ...order,
    recipe: { ...recipe, regions },
    clip:
      clip._tag === 'Sound'
        ? { ...clip, info: moved, audio: extendAudio(clip.audio, extension) }
        : { ...clip, info: moved ?? clip.info, samples: extendSamples(samples, extension) },
  })
}
