// What a user would do without a model. Each takes a mono recording and a gap in seconds, reads nothing inside the gap, and
// gives the recording with the gap filled.

/** Samples `start` to `end` of a gap. */
const placeOf = ({ sampleRate, channels: [samples] }, { from, to }) => ({
  samples,
  sampleRate,
  start: Math.round(from * sampleRate),
  end: Math.round(to * sampleRate),
})

/** The recording with the samples of a gap replaced. */
const withFilling = ({ sampleRate, channels: [samples] }, start, filling) => {
  const out = Float32Array.from(samples)
  out.set(filling, start)
  return { sampleRate, channels: [out] }
}

/** Burg's coefficients of x[n] = sum a[i] x[n - 1 - i], in place. */
const burg = (samples, order) => {
  const [forward, backward] = [Float64Array.from(samples), Float64Array.from(samples)]
  const a = new Float64Array(order)
  const before = new Float64Array(order)
  for (let m = 0; m < order; m++) {
    let [product, energy] = [0, 0]
    for (let n = m + 1; n < samples.length; n++) {
      product += forward[n] * backward[n - 1]
      energy += forward[n] ** 2 + backward[n - 1] ** 2
    }
    const k = energy === 0 ? 0 : (2 * product) / energy
    before.set(a)
    for (let i = 0; i < m; i++) a[i] = before[i] - k * before[m - 1 - i]
    a[m] = k
    for (let n = samples.length - 1; n > m; n--) {
      const [f, b] = [forward[n], backward[n - 1]]
      forward[n] = f - k * b
      backward[n] = b - k * f
    }
  }
  return a
}

/** Order, and the seconds that are learnt from: of 256 to 1024 and 0.1 to 0.4 s the best of the whole table of gaps. */
const order = 512
const learnt = 0.2

/** `count` samples after those given, as an autoregressive model of what is before them goes on. */
export const goOn = (given, sampleRate, count) => {
  const samples = given.slice(-Math.round(learnt * sampleRate))
  const p = Math.min(order, Math.floor(samples.length / 3))
  const a = burg(samples, p)
  const line = new Float64Array(p + count)
  line.set(samples.slice(samples.length - p))
  for (let n = p; n < line.length; n++) {
    let sum = 0
    for (let i = 0; i < p; i++) sum += a[i] * line[n - 1 - i]
    line[n] = sum
  }
  return line.subarray(p)
}

/**
 * Autoregressive interpolation: both sides are gone on with, and faded into each other (Etter, "Restoration of a
 * discrete-time signal segment by interpolation based on the left-sided and right-sided autoregressive parameters", 1996).
 */
export const autoregression = (recording, gap) => {
  const { samples, sampleRate, start, end } = placeOf(recording, gap)
  const length = end - start
  const before = goOn(samples.subarray(0, start), sampleRate, length)
  const after = goOn(samples.subarray(end).toReversed(), sampleRate, length).toReversed()
  const fade = (i) => 0.5 + 0.5 * Math.cos((Math.PI * (i + 0.5)) / length)
  return withFilling(
    recording,
    start,
    Float32Array.from(before, (value, i) => fade(i) * value + (1 - fade(i)) * after[i]),
  )
}

/** How long a copy is faded in and out, beyond the gap's borders, in seconds. */
export const crossfade = 0.005

/** The stretch from sample `source` on laid over a gap, faded over what is around it. */
const copyOf = (recording, gap, source) => {
  const { samples, sampleRate, start, end } = placeOf(recording, gap)
  const fade = Math.round(crossfade * sampleRate)
  const out = Float32Array.from({ length: end - start + 2 * fade }, (_, i) => {
    const n = i - fade
    const own = samples[Math.min(samples.length - 1, Math.max(0, start + n))]
    const inside = Math.min(1, (Math.min(i, end - start + 2 * fade - 1 - i) + 0.5) / fade)
    const copied = samples[Math.min(samples.length - 1, Math.max(0, source + n))]
    return inside === 1 ? copied : own + (0.5 - 0.5 * Math.cos(Math.PI * inside)) * (copied - own)
  })
  return withFilling(recording, start - fade, out)
}

/** What is just before the gap again (behind it where too little is before). */
export const repetition = (recording, gap) => {
  const { start, end } = placeOf(recording, gap)
  return copyOf(recording, gap, start - (end - start) >= 0 ? start - (end - start) : end)
}

/** Every eighth sample, each the mean of eight. */
const coarse = (samples) =>
  Float32Array.from({ length: samples.length >> 3 }, (_, i) => {
    let sum = 0
    for (let j = 0; j < 8; j++) sum += samples[8 * i + j]
    return sum / 8
  })

/** Of some places the one whose sides are most alike, by normalised correlation: `sides(at)` are `[here, there, count]`. */
const mostAlike = (values, places, sides) => {
  let found = { at: Number.NaN, alike: -Infinity }
  for (const at of places) {
    let [xy, xx, yy] = [0, 0, 1e-12]
    for (const [here, there, count] of sides(at))
      for (let i = 0; i < count; i++) {
        const [x, y] = [values[here + i] ?? 0, values[there + i] ?? 0]
        xy += x * y
        xx += x * x
        yy += y * y
      }
    const alike = xy / Math.sqrt((xx + 1e-12) * yy)
    if (alike > found.alike) found = { at, alike }
  }
  return found.at
}

/** How far to each side a similar stretch is compared, in seconds. */
const compared = 0.1

/**
 * The place among those that are free whose sides are most alike: found at an eighth of the rate, then to the sample. NaN where
 * none is free. `sidesOf(at, scale)` are in samples of an eighth of the rate where `scale` is 8.
 */
export const similarPlace = (samples, isFree, sidesOf) => {
  const small = coarse(samples)
  const places = Array.from({ length: small.length }, (_, at) => at).filter((at) => isFree(8 * at))
  const rough = mostAlike(small, places, (at) => sidesOf(at, 8))
  if (Number.isNaN(rough)) return rough
  const fine = Array.from({ length: 33 }, (_, i) => 8 * rough - 16 + i).filter((at) => at >= 0 && isFree(at))
  return mostAlike(samples, fine, (at) => sidesOf(at, 1))
}

/** What is compared on one side, in samples of such a rate. */
export const comparedAt = (sampleRate, scale) => Math.round((compared * sampleRate) / scale)

/**
 * The stretch whose surroundings are most like the gap's, by normalised correlation over a tenth of a second to each side.
 */
export const similarSegment = (recording, gap) => {
  const { samples, sampleRate, start, end } = placeOf(recording, gap)
  const length = end - start
  const isFree = (at) => at + length <= samples.length && (at + length <= start || at >= end)
  const at = similarPlace(samples, isFree, (there, scale) => {
    const [side, from, to] = [comparedAt(sampleRate, scale), Math.floor(start / scale), Math.floor(end / scale)]
    return [
      [from - side, there - side, side],
      [to, there + to - from, side],
    ]
  })
  return Number.isNaN(at) ? repetition(recording, gap) : copyOf(recording, gap, at)
}
