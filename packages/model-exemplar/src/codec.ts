import { type FrameRange, type Latent, type ReadonlyF32, type Region, refuse, type Shape } from '@sigmastream/core'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { exemplarsOf } from './clip-exemplars.js'
import { checkSound, type ExemplarClip, framesTouched, type Sound } from './clips.js'
import { type Band, octaveBands } from './envelope.js'
import type { ExemplarError } from './errors.js'
import { type Mdct, mdct } from './mdct.js'
import type { Exemplar } from './patches.js'
import { bandScales, statistics } from './scales.js'
import { hopFor } from './sizes.js'
import { colour, whiten } from './whitening.js'

/** The way between sound and latents, one for each set of clips: an MDCT, whitened per band. */
export interface Codec {
  readonly sampleRate: number
  /** Frames a second. */
  readonly frameRate: number
  /** Channels of a latent whose loudness is compared together: parts of an octave of each channel of the sound. */
  readonly bands: readonly Band[]
  /** Channels of a latent that one channel of the sound has. */
  readonly bandsOfChannel: number
  /** The shape of what so many samples of each channel are encoded to. */
  readonly shapeOf: (samples: number) => Shape
  /** `[1, channels, frames]`, of about unit variance. Refused: another sample rate, or another number of channels. */
  readonly encode: (sound: Sound) => E.Either<ExemplarError, Latent>
  /**
   * The first `samples` samples of each channel of item 0: what was encoded, to rounding, for any length and channel
   * count.
   */
  readonly decode: (latent: Latent, samples: number) => readonly Float32Array[]
  /** The frames that samples of a region have a part in: all that must be made anew for the region to be new. */
  readonly framesOf: (region: Region) => FrameRange
  /**
   * The clips as exemplars, each encoded at `shifts` equal steps from one frame to the next, so that a repetition is
   * found though it is no whole number of frames away: 8 for filling gaps, 1 for variations of a whole clip. Of long
   * clips a part: at most 8192 frames altogether, which bounds memory and time. Where it is known by how many samples a
   * clip repeats what is to be filled (`lags`), each takes the place of the step that is nearest to it, and such a
   * repetition is met to the sample.
   */
  readonly exemplars: (shifts: number, lags?: readonly number[]) => readonly Exemplar[]
}

/**
 * The codec of clips: the MDCT of hop about 11.6 ms, each band divided by a level learnt from the clips outside what is
 * left out (`bandScales`). An orthogonal transform and a scale for each band, so
 * decoding gives back what was encoded; the channels of a sound are stacked along the channels of its latent. Refused:
 * no clip, clips that differ in sample rate or channel count, a clip without a sample, silence.
 */
export const exemplarCodec = (clips: readonly ExemplarClip[]): E.Either<ExemplarError, Codec> => {
  const [first] = clips
  if (first === undefined) return refuse('exemplars', 'no clip', 'at least one clip to learn from')
  const {
    sampleRate,
    channels: { length: count },
  } = first.sound
  const check = (sound: Sound): E.Either<ExemplarError, Sound> => checkSound(sound, sampleRate, count)
  return pipe(
    clips,
    E.traverseArray(({ sound }) => check(sound)),
    E.flatMap((): E.Either<ExemplarError, Codec> => {
      const transform = mdct(hopFor(sampleRate))
      const parts = clips.map((clip) => statistics(clip, transform))
      const frames = parts.reduce((sum, part) => sum + part.frames, 0)
      const squares = new Float64Array(count * transform.bands).map((_, i) =>
        parts.reduce((sum, part) => sum + part.squares[i]!, 0),
      ) // all of equal length
      if (frames === 0)
        return refuse(
          'exemplars',
          'nothing left outside the regions to learn from',
          'longer clips, smaller regions, or other clips',
        )
      return squares.every((sum) => sum === 0)
        ? refuse('exemplars', 'silence outside what is left out', 'clips with something in them to learn')
        : E.right(codecWith(clips, transform, bandScales(squares, frames), check))
    }),
  )
}

const codecWith = (
  clips: readonly ExemplarClip[],
  transform: Mdct,
  scales: Float64Array,
  check: (sound: Sound) => E.Either<ExemplarError, Sound>,
): Codec => {
  const { bands: hop, forward, framesFor, inverse } = transform
  const sampleRate = clips[0]?.sound.sampleRate ?? 0
  const encodeAll = (channels: readonly ReadonlyF32[]): Latent => whiten(channels.map(forward), hop, scales)
  return {
    sampleRate,
    frameRate: sampleRate / hop,
    bandsOfChannel: hop,
    bands: Array.from({ length: scales.length / hop }, (_, channel) => octaveBands(hop, channel * hop)).flat(),
    shapeOf: (samples) => [1, scales.length, framesFor(samples)],
    encode: (sound) =>
      pipe(
        check(sound),
        E.map(({ channels }) => encodeAll(channels)),
      ),
    decode: (latent, samples) =>
      Array.from({ length: scales.length / hop }, (_, channel) =>
        inverse(colour(latent, channel, hop, scales), samples),
      ),
    framesOf: ({ from, to }) => framesTouched(from * sampleRate, to * sampleRate, 0, hop),
    exemplars: (shifts, lags = []) => exemplarsOf(clips, shifts, lags, transform, scales),
  }
}
