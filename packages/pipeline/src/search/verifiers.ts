import { type Audio, levels, ofLength, onsetStrength, sampleCount, strongestLag } from '@sigmastream/audio'
import { stretchOf } from '../samples.js'

/**
 * What a verifier hears: a take, and the sound that it is held against, of the same rate and as many channels; `null` where
 * there is none.
 */
export interface HeardTake {
  readonly sound: Audio
  readonly like: Audio | null
}

/** How good a take is, the larger the better. An observer: it changes nothing of what it hears. */
export type Verifier = (heard: HeardTake) => number

/** A verifier that is known by name. */
interface NamedVerifier {
  readonly verifier: Verifier
  /** What its number says, for people. */
  readonly meaning: string
  /** Whether it holds a take against another sound. */
  readonly compares: boolean
  /** Whether it compares moment by moment, so that both must be of one stretch of time. */
  readonly aligned: boolean
}

const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0)

/** How far from as loud as the other, in dB, below 0: both at least as loud as the last bit of 16. */
const levelVerifier: Verifier = ({ sound, like }) => {
  const loudness = (audio: Audio): number => Math.max(-96.3, levels(audio).rmsDbfs)
  return like === null ? 0 : -Math.abs(loudness(sound) - loudness(like))
}

/** A hundredth of a second that nobody hears. */
const [quietSeconds, quietDbfs] = [0.01, -60]

/** The share of hundredths of a second that are quieter than -60 dBFS, below 0. */
const silenceVerifier: Verifier = ({ sound }) => {
  const hop = Math.max(1, Math.round(quietSeconds * sound.sampleRate))
  const count = Math.ceil(sampleCount(sound) / hop)
  const quiet = Array.from({ length: count }, (_, i) => levels(stretchOf(sound, i * hop, (i + 1) * hop))).filter(
    ({ peakDbfs }) => peakDbfs < quietDbfs,
  )
  return -quiet.length / Math.max(1, count)
}

/** The share of samples that stand at or beyond full scale, three or more in a row, below 0. */
const clippingVerifier: Verifier = ({ sound }) =>
  -levels(sound).clippedSamples / Math.max(1, sound.channels.length * sampleCount(sound))

/** Pearson's correlation of two lists, from -1 to 1; 0 where one of them is constant. */
const correlation = (a: readonly number[], b: readonly number[]): number => {
  const length = Math.min(a.length, b.length)
  const centred = (values: readonly number[]): readonly number[] => {
    const cut = values.slice(0, length)
    const mean = sumOf(cut) / length
    return cut.map((value) => value - mean)
  }
  const [x, y] = [centred(a), centred(b)]
  const [xx, yy] = [sumOf(x.map((value) => value * value)), sumOf(y.map((value) => value * value))]
  return xx === 0 || yy === 0 ? 0 : sumOf(x.map((value, i) => value * (y[i] ?? 0))) / Math.sqrt(xx * yy)
}

/** Both as long as the shorter of them; `null` where there is nothing to hold it against. */
const together = ({ sound, like }: HeardTake): readonly [Audio, Audio] | null => {
  if (like === null) return null
  const length = Math.min(sampleCount(sound), sampleCount(like))
  return [ofLength(sound, length), ofLength(like, length)]
}

/** How well what begins in one begins in the other: the correlation of their onset strengths, 1 at the best. */
const onsetsVerifier: Verifier = (heard) => {
  const both = together(heard)
  if (both === null) return 0
  const [own, other] = both
  return correlation([...onsetStrength(own).strength], [...onsetStrength(other).strength])
}

/** What is said of a sound in which nothing repeats: further away than anything that does. */
const noLoop = -1

/**
 * How far the time after which its onsets repeat is from the other's, in octaves, below 0. A beat and its double are equally
 * strong in many a sound, so whole octaves count as none: half an octave is furthest.
 */
const loopVerifier: Verifier = (heard) => {
  const both = together(heard)
  if (both === null) return noLoop
  const [own, other] = [strongestLag(onsetStrength(both[0])), strongestLag(onsetStrength(both[1]))]
  if (own === undefined || other === undefined) return noLoop
  const octaves = Math.log2(own / other)
  return -Math.abs(octaves - Math.round(octaves))
}

/** Every verifier by name. */
export const verifiers = {
  level: {
    verifier: levelVerifier,
    compares: true,
    aligned: false,
    meaning: 'dB from the loudness of what it is compared with',
  },
  silence: { verifier: silenceVerifier, compares: false, aligned: false, meaning: 'the share of it that is silent' },
  clipping: {
    verifier: clippingVerifier,
    compares: false,
    aligned: false,
    meaning: 'the share of samples beyond full scale',
  },
  onsets: {
    verifier: onsetsVerifier,
    compares: true,
    aligned: true,
    meaning: 'how well its onsets fall on the others, at most 1',
  },
  loop: {
    verifier: loopVerifier,
    compares: true,
    aligned: false,
    meaning: 'octaves from the length of the loop of the other',
  },
} satisfies Readonly<Record<string, NamedVerifier>>

/** The name of a verifier. */
export type VerifierName = keyof typeof verifiers
