// Recordings that go on where they were cut off, beside what they really did there.
import { extendSound } from '@sigmastream/pipeline'
import { stretch } from '../musicians/measures.mjs'
import { comparedAt, crossfade, goOn, similarPlace } from './baselines.mjs'
import { measure, measures, timed } from './measure.mjs'
import { kinds } from './recordings.mjs'
import { distanceTable, measureTable } from './tables.mjs'

/** A recording with as many samples as are wanted behind it. */
const followedBy = ({ sampleRate, channels: [samples] }, more) => {
  const out = new Float32Array(samples.length + more.length)
  out.set(samples)
  out.set(more, samples.length)
  return { sampleRate, channels: [out] }
}

/** A recording that goes on as from its sample `at`, again and again from there; faded over into it just before its end. */
const repeatedFrom = (recording, at, count) => {
  const { sampleRate, channels } = recording
  const [samples] = channels
  const { length } = samples
  const fade = Math.min(Math.round(crossfade * sampleRate), at)
  const out = followedBy(
    recording,
    Float32Array.from({ length: count }, (_, i) => samples[at + (i % (length - at))]),
  )
  for (let i = 0; i < fade; i++) {
    const share = 0.5 - 0.5 * Math.cos((Math.PI * (i + 0.5)) / fade)
    const n = length - fade + i
    out.channels[0][n] += share * (samples[at - fade + i] - samples[n])
  }
  return out
}

/** The least that is copied before it begins again, in seconds. */
const leastCopy = 0.25

/** What makes a recording longer by so many seconds, by name: this program, and what a user would do without it. */
const extenders = {
  ours: async (recording, after, steps) => {
    const { sound } = await extendSound(recording, { after, steps, seed: 1, threads: 1, encoding: 'float32' })
    return sound.audio
  },
  autoregression: async (recording, after) => {
    const { sampleRate, channels } = recording
    return followedBy(recording, Float32Array.from(goOn(channels[0], sampleRate, Math.round(after * sampleRate))))
  },
  'similar segment': async (recording, after) => {
    const { sampleRate, channels } = recording
    const [samples] = channels
    const last = samples.length - Math.round(leastCopy * sampleRate)
    const at = similarPlace(
      samples,
      (place) => place >= comparedAt(sampleRate, 1) && place <= last,
      (there, scale) => {
        const side = comparedAt(sampleRate, scale)
        return [[Math.floor(samples.length / scale) - side, there - side, side]]
      },
    )
    return repeatedFrom(recording, at, Math.round(after * sampleRate))
  },
  repetition: async (recording, after) => {
    const count = Math.round(after * recording.sampleRate)
    return repeatedFrom(recording, Math.max(0, recording.channels[0].length - count), count)
  },
}

/** Where a recording is cut off, as a part of it: both what is learnt from and what is made must have room. */
const cutAt = 0.5

/** Extends recordings by the lengths that are asked for in each way, and prints the tables; what was measured is the answer. */
export const extensions = async ({ kinds: asked, lengths = [0.5, 1, 3], steps }) => {
  const by = Object.keys(extenders)
  const results = []
  for (const kind of asked)
    for (const { name, sound } of await kinds[kind]()) {
      const end = (cutAt * sound.channels[0].length) / sound.sampleRate
      for (const length of lengths)
        for (const filler of by) {
          const { value: made, seconds } = await timed(() => extenders[filler](stretch(sound, 0, end), length, steps))
          const measured = measure(stretch(sound, 0, end + length), made, { from: end, to: end + length })
          results.push({ kind, name, length, filler, seconds, ...measured })
          process.stderr.write(`${kind} ${name}, ${length} s more: ${filler} ${measured.distance.toFixed(1)} dB\n`)
        }
    }
  console.log(`\nMean distance in dB of ${results.length / by.length} extensions from what the recordings really did\n`)
  console.log(distanceTable('more', results, asked, lengths, by))
  console.log('\nWhat else is measured, means of the same extensions\n')
  console.log(measureTable('more', results, lengths, by, measures))
  return results
}
