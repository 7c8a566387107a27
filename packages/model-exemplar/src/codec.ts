import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { build, type Latent, type ReadonlyF32 } from '@sigmastream/core'
import { checkedSound, type Clip, learntSamples, lengthOf, type Region, type Sound } from './clips.js'
import { type Band, octaveBands } from './envelope.js'
import { type ExemplarError, refused } from './errors.js'
import { type Mdct, mdct } from './mdct.js'
import type { Exemplar } from './patches.js'
import { type FrameRange, stretchesOutside } from './ranges.js'
import { bandScales } from './scales.js'

/** The way between sound and latents, one for each set of clips: an MDCT, whitened per band. */
export interface Codec {
  readonly sampleRate: number
  /** Frames a second. */
  readonly frameRate: number
  /** Channels of a latent whose loudness is compared together: parts of an octave of each channel of the sound. */
  readonly bands: readonly Band[]
  /** `[1, channels, frames]`, of about unit variance. Refused: another sample rate, or another number of channels. */
  readonly encode: (sound: Sound) => E.Either<ExemplarError, Latent>
  /** The first `samples` samples of each channel of item 0: what was encoded, to rounding, for any length and channel count. */
  readonly decode: (latent: Latent, samples: number) => readonly Float32Array[]
  /** The frames that samples of a region have a part in: all that must be made anew for the region to be new. */
  readonly framesOf: (region: Region) => FrameRange
  /**
   * The clips as exemplars, each encoded at `shifts` equal steps from one frame to the next, so that a repetition is found though it
   * is no whole number of frames away: 8 for filling gaps, 1 for variations of a whole clip. Of long clips a part: at most 8192 frames
   * altogether, which bounds memory and time.
   */
  readonly exemplars: (shifts: number) => readonly Exemplar[]
}

/** The most frames that are learnt, all clips and shifts together. */
const mostFrames = 8192

/** The hop in samples: the power of two nearest to 11.6 ms, 512 at 44.1 kHz. */
const hopFor = (sampleRate: number): number => 2 ** Math.max(2, Math.round(Math.log2(0.0116 * sampleRate)))

/** Frames that samples `start` to `end` have a part in, where frame 0 is centred on sample `origin`. */
const framesTouched = (start: number, end: number, origin: number, hop: number): FrameRange =>
  ({ start: Math.max(0, Math.floor((start - origin) / hop)), end: Math.max(0, Math.ceil((end - origin) / hop) + 1) })

/** Sums of squares of each band over the frames that are learnt, and how many those are. */
const statistics = ({ sound, leaveOut }: Clip, { bands, forward, framesFor }: Mdct) => {
  const frames = framesFor(lengthOf(sound))
  const left = leaveOut.map(({ from, to }) => framesTouched(from * sound.sampleRate, to * sound.sampleRate, 0, bands))
  const stretches = stretchesOutside(left, frames)
  const squares = new Float64Array(sound.channels.length * bands)
  sound.channels.forEach((samples, channel) => {
    const coefficients = forward(samples)
    // the stretches are inside the frames, and channel * bands + band inside the squares
    for (const { start, end } of stretches) {
      for (let i = start * bands; i < end * bands; i++) {
        const at = channel * bands + (i % bands)
        squares[at] = squares[at]! + coefficients[i]! ** 2
      }
    }
  })
  return { squares, frames: stretches.reduce((sum, { start, end }) => sum + end - start, 0) }
}

/** Coefficients of each channel, `[frames][bands]`, as a latent `[1, channels * bands, frames]`, each band divided by its scale. */
const whiten = (coefficients: readonly Float32Array[], bands: number, scales: Float64Array): Latent => {
  const frames = (coefficients[0]?.length ?? 0) / bands
  return build([1, coefficients.length * bands, frames], (out) => {
    coefficients.forEach((values, channel) => {
      for (let i = 0; i < values.length; i++) { // row < channels * bands
        const row = channel * bands + (i % bands)
        out[row * frames + Math.floor(i / bands)] = values[i]! / scales[row]!
      }
    })
  })
}

/** Item 0 of a latent, `[channel * bands][frames]`, as coefficients `[frames][bands]` of one channel. */
const colour = ({ shape: [, , frames], data }: Latent, channel: number, bands: number, scales: Float64Array): Float32Array =>
  Float32Array.from({ length: frames * bands }, (_, i) => {
    const row = channel * bands + (i % bands)
    return data[row * frames + Math.floor(i / bands)]! * scales[row]! // row < channels * bands
  })

const exemplarAt = (clip: Clip, learnt: FrameRange, shift: number, transform: Mdct, scales: Float64Array): Exemplar => {
  const { sampleRate, channels } = clip.sound
  const hop = transform.bands
  const origin = learnt.start + shift
  const latent = whiten(channels.map((samples) => transform.forward(samples.slice(origin, learnt.end))), hop, scales)
  const regions = clip.leaveOut.map(({ from, to }) => framesTouched(from * sampleRate, to * sampleRate, origin, hop))
  // Frames over an end that is not the clip's own hold a part of what is there; the clip's own silence around it is learnt once.
  const before = origin > 0 ? [{ start: 0, end: 1 }] : []
  const after = origin > 0 || learnt.end < lengthOf(clip.sound)
    ? [{ start: Math.floor((learnt.end - origin) / hop), end: latent.shape[2] }]
    : []
  return { latent, leaveOut: [...regions, ...before, ...after] }
}

/**
 * The codec of clips: the MDCT of hop about 11.6 ms, each band divided by a level learnt from the clips outside what is left out
 * (`bandScales`). An invertible transform, so decoding loses nothing (design section 6); the channels of a sound are stacked along the
 * channels of its latent. Refused: no clip, clips that differ in sample rate or channel count, a clip without a sample, silence.
 */
export const exemplarCodec = (clips: readonly Clip[]): E.Either<ExemplarError, Codec> => {
  const [first] = clips
  if (first === undefined) return refused('exemplars', 'no clip', 'at least one clip to learn from')
  const { sampleRate, channels: { length: count } } = first.sound
  const check = (sound: Sound): E.Either<ExemplarError, Sound> => checkedSound(sound, sampleRate, count)
  return pipe(
    clips,
    E.traverseArray(({ sound }) => check(sound)),
    E.flatMap((): E.Either<ExemplarError, Codec> => {
      const transform = mdct(hopFor(sampleRate))
      const parts = clips.map((clip) => statistics(clip, transform))
      const frames = parts.reduce((sum, part) => sum + part.frames, 0)
      const squares = new Float64Array(count * transform.bands)
        .map((_, i) => parts.reduce((sum, part) => sum + part.squares[i]!, 0)) // all of equal length
      return squares.every((sum) => sum === 0)
        ? refused('exemplars', 'silence outside what is left out', 'clips with something in them to learn')
        : E.right(codecWith(clips, transform, bandScales(squares, frames), check))
    }),
  )
}

const codecWith = (
  clips: readonly Clip[], transform: Mdct, scales: Float64Array, check: (sound: Sound) => E.Either<ExemplarError, Sound>,
): Codec => {
  const { bands: hop, forward, inverse } = transform
  const sampleRate = clips[0]?.sound.sampleRate ?? 0
  const encodeAll = (channels: readonly ReadonlyF32[]): Latent => whiten(channels.map(forward), hop, scales)
  return {
    sampleRate,
    frameRate: sampleRate / hop,
    bands: Array.from({ length: scales.length / hop }, (_, channel) => octaveBands(hop, channel * hop)).flat(),
    encode: (sound) => pipe(check(sound), E.map(({ channels }) => encodeAll(channels))),
    decode: (latent, samples) =>
      Array.from({ length: scales.length / hop }, (_, channel) => inverse(colour(latent, channel, hop, scales), samples)),
    framesOf: ({ from, to }) => framesTouched(from * sampleRate, to * sampleRate, 0, hop),
    exemplars: (shifts) => {
      const most = Math.floor(mostFrames / (shifts * clips.length)) * hop
      return clips.flatMap((clip) => {
        const learnt = learntSamples(clip, most)
        return Array.from({ length: shifts }, (_, i) => exemplarAt(clip, learnt, Math.floor((i * hop) / shifts), transform, scales))
      })
    },
  }
}
