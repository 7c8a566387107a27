import { type Audio, type Patch, putPatches } from '@sigmastream/audio'
import type { FrameRange, Region } from '@sigmastream/core'
import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { RenderError } from './errors.js'
import type { RecordedSecond } from './recipe/frame-values.js'
import { type Samples, stretchOf } from './samples.js'

/** Stretches of a recording, joined to be one sound: all that a model needs of a long one. */
export interface Excerpt {
  /** In samples of the recording, in order, none touching another. */
  readonly stretches: readonly FrameRange[]
  /** Samples of the whole recording. */
  readonly of: number
}

/** A stretch, and the sample of the excerpt that it begins at. */
interface PlacedStretch extends FrameRange {
  readonly at: number
}

const placesOf = ({ stretches }: Excerpt): readonly PlacedStretch[] =>
  stretches.reduce<readonly PlacedStretch[]>((placed, { start, end }) => {
    const last = placed.at(-1)
    return [...placed, { start, end, at: last === undefined ? 0 : last.at + last.end - last.start }]
  }, [])

/** Stretches joined, each a patch where it is placed. */
const joinStretches = (
  { sampleRate, channels }: Pick<Samples, 'sampleRate' | 'channels'>,
  places: readonly PlacedStretch[],
  parts: readonly Patch[],
): Audio => {
  const length = places.reduce((sum, { start, end }) => sum + end - start, 0)
  const silence = { sampleRate, channels: Array.from({ length: channels }, () => new Float32Array(length)) }
  return putPatches(silence, parts)
}

/** Reads the stretches and joins them. Errors: as `read` of the samples. */
export const readExcerpt = (samples: Samples, excerpt: Excerpt): TE.TaskEither<RenderError, Audio> => {
  const places = placesOf(excerpt)
  const [only, ...others] = places
  if (only !== undefined && others.length === 0) return samples.read(only.start, only.end)
  return pipe(
    places,
    TE.traverseSeqArray(({ start, end, at }) =>
      pipe(
        samples.read(start, end),
        TE.map(({ channels }): Patch => ({ start: at, channels })),
      ),
    ),
    TE.map((parts) => joinStretches(samples, places, parts)),
  )
}

/** A part of an excerpt, both of one recording: each stretch of the part lies in one of the whole's. */
export const partOf = (audio: Audio, excerpt: Excerpt, part: Excerpt): Audio => {
  const [places, wanted] = [placesOf(excerpt), placesOf(part)]
  const parts = wanted.flatMap(({ start, end, at }): readonly Patch[] => {
    const place = places.findLast((one) => one.start <= start)
    if (place === undefined) return []
    const shift = place.at - place.start
    return [{ start: at, channels: stretchOf(audio, start + shift, end + shift).channels }]
  })
  return joinStretches({ sampleRate: audio.sampleRate, channels: audio.channels.length }, wanted, parts)
}

/** A region of the recording, in seconds, as one of the excerpt. */
export const inExcerpt =
  (excerpt: Excerpt | undefined, sampleRate: number) =>
  (region: Region): Region => {
    const place =
      excerpt === undefined ? undefined : placesOf(excerpt).findLast(({ start }) => start <= region.from * sampleRate)
    if (place === undefined) return region
    const shift = (place.start - place.at) / sampleRate
    return { from: region.from - shift, to: region.to - shift }
  }

/** The second of the recording that a second of the excerpt is of. */
export const inRecording =
  (excerpt: Excerpt | undefined, sampleRate: number): RecordedSecond =>
  (second) => {
    const place = excerpt === undefined ? undefined : placesOf(excerpt).findLast(({ at }) => at <= second * sampleRate)
    return place === undefined ? second : second + (place.start - place.at) / sampleRate
  }

/** A patch of the excerpt as one of the recording. */
export const fromExcerpt =
  (excerpt: Excerpt | undefined) =>
  (patch: Patch): Patch => {
    const place = excerpt === undefined ? undefined : placesOf(excerpt).findLast(({ at }) => at <= patch.start)
    return place === undefined ? patch : { ...patch, start: patch.start + place.start - place.at }
  }

/** Where one stretch of an excerpt meets the next, in seconds: what lies across a joint was never played. */
export const jointsOf = (excerpt: Excerpt | undefined, sampleRate: number): readonly Region[] =>
  excerpt === undefined
    ? []
    : placesOf(excerpt)
        .slice(1)
        .map(({ at }) => ({ from: at / sampleRate, to: at / sampleRate }))
