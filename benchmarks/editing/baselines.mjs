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

/** `count` samples after those given, as an autoregressive model goes on. */
const goOn = (samples, order, count) => {
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

/** Order, and the seconds to each side that are learnt from: of 256 to 1024 and 0.1 to 0.4 s the best of the whole table. */
const order = 512
const learnt = 0.2

/**
 * Autoregressive interpolation: both sides are gone on with, and faded into each other (Etter, "Restoration of a
 * discrete-time signal segment by interpolation based on the left-sided and right-sided autoregressive parameters", 1996).
 */
export const autoregression = (recording, gap) => {
  const { samples, sampleRate, start, end } = placeOf(recording, gap)
  const context = Math.round(learnt * sampleRate)
  const length = end - start
  const before = goOn(samples.slice(Math.max(0, start - context), start), order, length)
  const after = goOn(samples.slice(end, end + context).toReversed(), order, length).toReversed()
  const fade = (i) => 0.5 + 0.5 * Math.cos((Math.PI * (i + 0.5)) / length)
  return withFilling(
    recording,
    start,
    Float32Array.from(before, (value, i) => fade(i) * value + (1 - fade(i)) * after[i]),
  )
}

/** How long a copy is faded in and out, beyond the gap's borders, in seconds. */
const crossfade = 0.005

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

/** How far to each side of a gap a similar one is compared, in seconds. */
const compared = 0.1

/**
 * The stretch whose surroundings are most like the gap's, by normalised correlation over a tenth of a second to each side:
 * found at an eighth of the rate, then to the sample.
 */
export const similarSegment = (recording, gap) => {
  const { samples, sampleRate, start, end } = placeOf(recording, gap)
  const best = (values, from, to, side, places) => {
    let found = { at: Number.NaN, alike: -Infinity }
    for (const at of places) {
      let [xy, xx, yy] = [0, 0, 1e-12]
      for (const [here, there, count] of [
        [from - side, at - side, side],
        [to, at + to - from, side],
      ])
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
  const small = coarse(samples)
  const [first, last, near] = [start >> 3, end >> 3, Math.round((compared * sampleRate) / 8)]
  const length = last - first
  const free = []
  for (let at = 0; at + length <= small.length; at++) if (at + length <= first || at >= last) free.push(at)
  const rough = best(small, first, last, near, free)
  if (Number.isNaN(rough)) return repetition(recording, gap)
  const fine = Array.from({ length: 33 }, (_, i) => 8 * rough - 16 + i).filter(
    (at) => at >= 0 && at + end - start <= samples.length && (at + end - start <= start || at >= end),
  )
  const at = best(samples, start, end, Math.round(compared * sampleRate), fine)
  return copyOf(recording, gap, Number.isNaN(at) ? 8 * rough : at)
}
