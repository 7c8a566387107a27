// How near a sound is to another, and how well a filled gap joins what is around it. Sounds are mono here.
import { levels, onsetStrength, spectralDistance } from '@sigmastream/audio'
import { either as E } from 'fp-ts'

/** Seconds `from` to `to` of a sound. */
export const stretch = ({ sampleRate, channels }, from, to) => ({
  sampleRate,
  channels: channels.map((samples) => samples.slice(Math.round(from * sampleRate), Math.round(to * sampleRate))),
})

/** The value in the middle; of an even number of values the mean of the two there. */
export const median = (values) => {
  const [sorted, half] = [values.toSorted((a, b) => a - b), values.length >> 1]
  return values.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2
}

/** The log-spectral distance in dB: 0 for the same sound. */
export const distance = (a, b) => {
  const result = spectralDistance(a, b)
  if (E.isLeft(result)) throw new Error(JSON.stringify(result.left))
  return result.right
}

/** How much louder a is than b, in dB. */
export const louder = (a, b) => levels(a).rmsDbfs - levels(b).rmsDbfs

/** 1 for the same waveform, 0 for two that have nothing to do with each other. */
export const correlation = (a, b) => {
  const [x, y] = [a.channels[0], b.channels[0]]
  let [xy, xx, yy] = [0, 0, 0]
  for (let i = 0; i < x.length; i++) {
    xy += x[i] * y[i]
    xx += x[i] * x[i]
    yy += y[i] * y[i]
  }
  return xy / Math.sqrt(xx * yy)
}

/** How much begins at each moment, blurred over 26 ms, about its mean. */
const onsets = (sound) => {
  const { strength } = onsetStrength(sound)
  const blurred = Float32Array.from(strength, (_, i) =>
    strength.subarray(Math.max(0, i - 4), i + 5).reduce((a, b) => a + b, 0),
  )
  const mean = blurred.reduce((a, b) => a + b, 0) / blurred.length
  return { channels: [blurred.map((value) => value - mean)] }
}

/** How far strokes fall together: 1 for the same rhythm, 0 for two that have nothing to do with each other. */
export const rhythm = (a, b) => correlation(onsets(a), onsets(b))

/** Stretches of a recording, a quarter of a second apart, that are as long as a gap and do not touch it. */
export const elsewhere = (recording, { from, to }) => {
  const length = to - from
  const end = recording.channels[0].length / recording.sampleRate
  return Array.from({ length: Math.floor(4 * (end - length)) }, (_, i) => i / 4)
    .filter((start) => start + length <= from || start >= to)
    .map((start) => stretch(recording, start, start + length))
}

/** |x[n-1] - 2 x[n] + x[n+1]|: large where a waveform is bent or broken, as by a cut. */
const bends = (samples) =>
  Float32Array.from({ length: samples.length - 2 }, (_, i) =>
    Math.abs(samples[i] - 2 * samples[i + 1] + samples[i + 2]),
  )

/**
 * The sharpest bend of the waveform within 15 ms of a gap's borders, where that of the recording itself is 1: only one
 * in a thousand of its samples bends more. Above 1 a click may be heard.
 */
export const click = (recording, filled, { from, to }) => {
  const near = (seconds) => bends(stretch(filled, Math.max(0, seconds - 0.015), seconds + 0.015).channels[0])
  const own = bends(recording.channels[0]).toSorted()
  return Math.max(...near(from), ...near(to)) / own[Math.floor(0.999 * (own.length - 1))]
}

/** The recording with another stretch of it laid over the gap, cut hard. */
export const pasted = (recording, { from }, { channels: [patch] }) => {
  const samples = Float32Array.from(recording.channels[0])
  samples.set(patch, Math.round(from * recording.sampleRate))
  return { sampleRate: recording.sampleRate, channels: [samples] }
}

/** Every eighth sample of a channel, each the mean of eight. */
const coarse = ([samples]) =>
  Float32Array.from(
    { length: samples.length >> 3 },
    (_, i) => samples.subarray(8 * i, 8 * i + 8).reduce((a, b) => a + b, 0) / 8,
  )

/** Where in `where` the waveform of `what` is found best, in samples, and how alike the two are (1: the same). */
const found = (what, where) => {
  const energy = what.reduce((sum, value) => sum + value * value, 0)
  let best = { at: 0, alike: 0 }
  for (let at = 0; at + what.length <= where.length; at++) {
    let [product, square] = [0, 0]
    for (let i = 0; i < what.length; i++) {
      const value = where[at + i]
      product += what[i] * value
      square += value * value
    }
    const alike = product / Math.sqrt(energy * square || 1)
    if (alike > best.alike) best = { at, alike }
  }
  return best
}

/**
 * What a filled gap is made of, in pieces of a tenth of a second: the share of them that can be found elsewhere in the
 * recording (their waveforms correlate by 0.95 or more), and the number of places that these come from, where pieces
 * that follow one another there as in the gap are one place.
 */
export const origin = (recording, filled, { from, to }) => {
  const { sampleRate } = recording
  const at = (seconds) => Math.round((seconds * sampleRate) / 8)
  const rest = coarse(recording.channels)
  rest.fill(0, at(from), at(to))
  const gap = coarse(stretch(filled, from, to).channels)
  const piece = at(0.1)
  const pieces = Array.from({ length: Math.floor(gap.length / piece) }, (_, i) =>
    found(gap.subarray(i * piece, (i + 1) * piece), rest),
  )
  const copied = pieces.map(({ alike }) => alike >= 0.95)
  const begins = pieces.filter(
    (one, i) => copied[i] && !(copied[i - 1] && Math.abs(one.at - pieces[i - 1].at - piece) < at(0.005)),
  )
  return { copied: copied.filter(Boolean).length / pieces.length, places: begins.length }
}
