import type { ReadonlyF32 } from '@sigmastream/core'
import { type Audio, sampleCount } from './audio.js'
import { powerSpectra } from './stft.js'

/** A measure at the seam, and beside it what it is inside: the median over places there, and the largest. */
export interface SeamMeasure {
  readonly seam: number
  readonly usual: number
  readonly most: number
}

/** How a loop goes on from its end into its beginning, beside how it goes on anywhere inside. */
export interface Seam {
  /** The sharpest turn of the waveform, in multiples of the usual one around it: a click is many times that. */
  readonly click: SeamMeasure
  /** By how much what follows is louder or quieter than what was, in dB. */
  readonly level: SeamMeasure
  /** How far the spectrum of what follows is from that of what was, in dB: the root mean square over third octaves. */
  readonly spectrum: SeamMeasure
}

/** How much of the sound to each side is compared, in seconds, at the most; a power of two of samples. */
const sideSeconds = 0.05

/** How far around a place the usual turn is looked for, in seconds, and how many samples lie between places of the median. */
const aroundSeconds = 0.005
const clickHop = 128

/** What 16 bits leave of a turn is none. */
const leastTurn = 2 ** -15

/** Power below which there is nothing to hear: -90 dB. */
const leastPower = 1e-9

const decibels = (power: number): number => 10 * Math.log10(power + leastPower)

/** The seam's value beside those inside. */
const beside = (seam: number, inside: readonly number[]): SeamMeasure => {
  const sorted = inside.toSorted((a, b) => a - b)
  return { seam, usual: sorted[Math.floor(sorted.length / 2)] ?? 0, most: sorted.at(-1) ?? 0 }
}

/** The third difference of a ring: a straight line and a bend have none, a step has one of three samples. */
const turnsOf = (samples: ReadonlyF32): Float64Array => {
  const at = (i: number): number => samples[(i + samples.length) % samples.length]! // i is at least -3, and there are more samples
  return Float64Array.from({ length: samples.length }, (_, i) => at(i) - 3 * at(i - 1) + 3 * at(i - 2) - at(i - 3))
}

/**
 * How sharp the turn between sample p - 1 and sample p is, beside those around it, for each p from 0 on: what is around is
 * added up as it goes by.
 */
function* clicksOf(samples: ReadonlyF32, around: number): Generator<number, void, undefined> {
  const turns = turnsOf(samples)
  const { length } = turns
  const at = (i: number): number => turns[(i + length) % length]! // around is at most a quarter of the length
  let sum = 0
  for (let i = 1; i <= around; i++) sum += at(-i) ** 2 + at(2 + i) ** 2
  for (let p = 0; p < length; p++) {
    const sharpest = Math.max(Math.abs(at(p)), Math.abs(at(p + 1)), Math.abs(at(p + 2)))
    yield sharpest / Math.sqrt(Math.max(0, sum) / (2 * around) + leastTurn ** 2)
    sum += at(p) ** 2 - at(p - around) ** 2 + at(p + 3 + around) ** 2 - at(p + 3) ** 2
  }
}

/**
 * The largest of every place inside, for a stroke is no click for being at the seam if it is inside as well; the median of
 * some, so that a long loop needs no list of all.
 */
const clickOf = ({ sampleRate, channels }: Audio, length: number): SeamMeasure => {
  const around = Math.max(1, Math.min(Math.round(aroundSeconds * sampleRate), Math.floor(length / 4)))
  const some = new Float64Array(Math.ceil(length / clickHop))
  let most = 0
  for (const samples of channels) {
    let p = 0
    for (const click of clicksOf(samples, around)) {
      if (p % clickHop === 0) some[p / clickHop] = Math.max(some[p / clickHop]!, click) // as many as such places
      // what is next to the seam has a part of its turn
      if (p >= 3 && p < length - 2) most = Math.max(most, click)
      p += 1
    }
  }
  const [seam = 0, ...inside] = some
  return { ...beside(seam, inside), most }
}

/** Powers of a spectrum in third octaves from 100 Hz on, and below it in one band. */
const bandsOf = (power: Float64Array, hertzPerBin: number): readonly number[] => {
  const bands: number[] = []
  power.forEach((value, bin) => {
    const band = Math.max(0, Math.ceil(3 * Math.log2((bin * hertzPerBin) / 100)))
    bands[band] = (bands[band] ?? 0) + value
  })
  return Array.from(bands, (value) => value ?? 0)
}

/** What lies between one place of a ring and the next: its level, and its level in each band. */
interface Side {
  readonly level: number
  readonly bands: readonly number[]
}

/** The last `size` samples of the ring, then all of it cut into pieces of that size. */
const sidesOf = ({ sampleRate, channels }: Audio, length: number, size: number): readonly Side[] => {
  const count = Math.floor(length / size) + 1
  const bins = size / 2 + 1
  const power = new Float64Array(count * bins)
  for (const samples of channels) {
    // Frames are centred on multiples of their hop: half a piece of silence in front, and each is a piece.
    const ring = new Float32Array(size / 2 + size + length)
    ring.set(samples.subarray(length - size, length), size / 2)
    ring.set(samples.subarray(0, length), size / 2 + size)
    const spectra = powerSpectra(ring, size, size)
    for (let i = 0; i < power.length; i++) power[i] = power[i]! + spectra[bins + i]! / channels.length // a frame more than pieces
  }
  return Array.from({ length: count }, (_, i) => {
    const spectrum = power.subarray(i * bins, (i + 1) * bins)
    return {
      level: decibels(spectrum.reduce((sum, value) => sum + value, 0)),
      bands: bandsOf(spectrum, sampleRate / size).map(decibels),
    }
  })
}

const distance = (a: readonly number[], b: readonly number[]): number =>
  Math.sqrt(a.reduce((sum, value, i) => sum + (value - (b[i] ?? value)) ** 2, 0) / Math.max(1, a.length))

/**
 * How a loop goes on across its seam, from its last sample to its first, beside how it goes on at any place inside. What
 * is compared is at most 46 ms to each side (2048 samples at 44.1 kHz). Sound of fewer than 16 samples has no inside: its measures
 * are 0.
 */
export const seamOf = (audio: Audio): Seam => {
  const length = sampleCount(audio)
  const none = { seam: 0, usual: 0, most: 0 }
  if (length < 16) return { click: none, level: none, spectrum: none }
  const size = 2 ** Math.floor(Math.log2(Math.min(sideSeconds * audio.sampleRate, length / 4)))
  const sides = sidesOf(audio, length, Math.max(4, size))
  const across = (measure: (before: Side, after: Side) => number): SeamMeasure => {
    const [seam = 0, ...inside] = sides.slice(1).map((after, i) => measure(sides[i]!, after)) // one before each
    return beside(seam, inside)
  }
  return {
    click: clickOf(audio, length),
    level: across((before, after) => Math.abs(after.level - before.level)),
    spectrum: across((before, after) => distance(before.bands, after.bands)),
  }
}
