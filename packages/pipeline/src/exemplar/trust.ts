import { type Audio, extrapolate, sampleCount } from '@sigmastream/audio'
import type { Latent } from '@sigmastream/core'
import type { Codec } from '@sigmastream/model-exemplar'
import { either as E } from 'fp-ts'
import { stretchOf } from '../samples.js'

/** How long the past is that linear prediction learns from, in seconds, and how many coefficients it has. */
const learntSeconds = 0.2
const order = 512

/** From how many earlier moments the sound is predicted to see how far that can be trusted. */
const trials = 6

/** Neighbouring bands and frames that are looked at together, to each side. */
const nearBands = 2
const nearFrames = 1

/** The least part of the power that is left open: no prediction is sure. */
const leastOpen = 1e-4

/** The least power that trials are compared by. */
const least = 1e-9

/** Frames of silence before what is encoded. */
const lead = 2

/** How far a prediction can be trusted, by band and by frame after its beginning. */
export interface Trust {
  /** By what the prediction is multiplied, `[frames][channels]`. */
  readonly gain: Float64Array
  /** Which part of the power is left open then. */
  readonly open: Float64Array
  readonly frames: number
}

/** Sound as the codec has it, which has its rate and channels. */
export const encodeSound = (codec: Codec, sound: Audio): Latent => {
  const latent = codec.encode(sound)
  if (E.isLeft(latent)) throw new Error('a part of a sound has its rate and channels') // nothing else is refused
  return latent.right
}

/** Samples from one frame to the next. */
export const hopOf = ({ sampleRate, frameRate }: Codec): number => Math.round(sampleRate / frameRate)

/** What is expected of the next `count` samples of each channel. */
export const goingOn = (past: Audio, count: number): Audio => {
  const from = Math.max(0, sampleCount(past) - Math.round(learntSeconds * past.sampleRate))
  return {
    sampleRate: past.sampleRate,
    channels: past.channels.map((samples) => Float32Array.from(extrapolate(samples.slice(from), count, order))),
  }
}

/** Sound after some frames of silence, encoded: how it begins is inside of a frame. */
const encodedAlone = (codec: Codec, { sampleRate, channels }: Audio): Latent => {
  const silence = lead * hopOf(codec)
  return encodeSound(codec, {
    sampleRate,
    channels: channels.map((samples) => {
      const out = new Float32Array(silence + samples.length)
      out.set(samples.slice(), silence)
      return out
    }),
  })
}

/** Sums of neighbours in an array `[frames][channels]`, neighbouring channels those of one channel of the sound. */
export const nearby = (values: Float64Array, frames: number, channels: number, bands: number): Float64Array => {
  const out = new Float64Array(values.length)
  for (let frame = 0; frame < frames; frame++) {
    for (let channel = 0; channel < channels; channel++) {
      const lowest = channel - (channel % bands)
      let sum = 0
      // both loops stay inside [frames][channels]
      for (let f = Math.max(0, frame - nearFrames); f <= Math.min(frames - 1, frame + nearFrames); f++)
        for (let c = Math.max(lowest, channel - nearBands); c <= Math.min(lowest + bands - 1, channel + nearBands); c++)
          sum += values[f * channels + c]!
      out[frame * channels + channel] = sum
    }
  }
  return out
}

/**
 * How far the next `count` samples can be told from a past: at some moments of it, what was told from there is compared
 * with what came; each counts the same, however loud what came was. The gain is the regression of the one on the other, and 1 - their correlation squared is left open; it
 * never falls. Null where the past is too short for one trial.
 */
export const trustIn = (codec: Codec, past: Audio, count: number): Trust | null => {
  const hop = hopOf(codec)
  const fewest = Math.round((learntSeconds * past.sampleRate) / 2)
  const pairs = Array.from(
    { length: trials },
    (_, i) => sampleCount(past) - count - i * Math.max(hop, Math.floor(count / 2)),
  )
    .filter((origin) => origin >= fewest)
    .map((origin) => ({
      came: encodedAlone(codec, stretchOf(past, origin, origin + count)),
      told: encodedAlone(codec, goingOn(stretchOf(past, 0, origin), count)),
    }))
  const [first] = pairs
  if (first === undefined) return null
  const [, channels, all] = first.came.shape
  const frames = all - lead
  const near = (values: Float64Array): Float64Array => nearby(values, frames, channels, codec.bandsOfChannel)
  const size = frames * channels
  const [pp, xp] = [new Float64Array(size), new Float64Array(size)]
  for (const { came, told } of pairs) {
    const products = [new Float64Array(size), new Float64Array(size), new Float64Array(size)] as const
    for (let frame = 0; frame < frames; frame++) {
      for (let channel = 0; channel < channels; channel++) {
        const [at, from] = [frame * channels + channel, channel * all + frame + lead]
        const [x, p] = [came.data[from]!, told.data[from]!] // both are [channels][all]
        products[0][at] = x * x
        products[1][at] = p * p
        products[2][at] = x * p
      }
    }
    const [own, square, common] = [near(products[0]), near(products[1]), near(products[2])]
    for (let i = 0; i < size; i++) {
      const power = Math.max(least, own[i]!) // of one size
      pp[i] = pp[i]! + square[i]! / power
      xp[i] = xp[i]! + common[i]! / power
    }
  }
  const [gain, open] = [new Float64Array(size), new Float64Array(size)]
  for (let i = 0; i < size; i++) {
    const common = Math.max(0, xp[i]!) // of one length, and of the frame before there is as much
    const left = common === 0 ? 1 : 1 - common ** 2 / (pairs.length * pp[i]!)
    gain[i] = common === 0 ? 0 : Math.min(1, common / pp[i]!)
    open[i] = Math.max(leastOpen, Math.min(1, left), i < channels ? 0 : open[i - channels]!)
  }
  return { gain, open, frames }
}
