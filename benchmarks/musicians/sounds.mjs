// The recordings of the examples, and made-up sounds that are hard for a model that knows nothing but the recording.
import { writeFile } from 'node:fs/promises'
import { describeAudioError, encodeWav, readAudio } from '@sigmastream/audio'
import { either as E } from 'fp-ts'
import { stretch } from './measures.mjs'

const right = (result) => {
  if (E.isLeft(result)) throw new Error(describeAudioError(result.left))
  return result.right
}

export const read = async (path) => right(await readAudio(path)())
export const write = async (path, sound) => writeFile(path, right(encodeWav(sound)))

export const recordings = ['tabla', 'drum-loop']
export const pathOf = (name) => `examples/audio/${name}.flac`

const sampleRate = 44100
const mono = (seconds, sample) => ({
  sampleRate,
  channels: [Float32Array.from({ length: seconds * sampleRate }, (_, n) => sample(n / sampleRate, n))],
})

/** Numbers from 0 to 1 that look random and are the same each time (xorshift). */
export const random = (seed) => {
  let state = seed
  return () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) / 2 ** 32
  }
}

/** One chord, held: five notes and their first overtones. */
const chord = () =>
  mono(8, (t) =>
    [220, 275, 330, 440, 550].reduce(
      (sum, f) => sum + 0.06 * Math.sin(2 * Math.PI * f * t) + 0.03 * Math.sin(4 * Math.PI * f * t),
      0,
    ),
  )

/** A tone that rises by three octaves in eight seconds and never comes back. */
const glide = () => mono(8, (t) => 0.3 * Math.sin((2 * Math.PI * 110 * (8 ** (t / 8) - 1) * 8) / Math.log(8)))

/** Four notes a second, each of another pitch out of two octaves, dying away. */
const melody = () => {
  const next = random(7)
  const pitches = Array.from({ length: 32 }, () => 220 * 2 ** (Math.floor(24 * next()) / 12))
  return mono(8, (t) => {
    const [note, age] = [Math.floor(4 * t), (4 * t) % 1]
    const f = pitches[note]
    return (
      0.3 *
      Math.min(1, 50 * age) *
      Math.exp(-4 * age) *
      [1, 2, 3].reduce((sum, k) => sum + Math.sin(2 * Math.PI * k * f * t) / k ** 2, 0)
    )
  })
}

const hiss = () => {
  const next = random(3)
  return mono(8, () => 0.2 * (next() + next() + next() - 1.5))
}

/** Silence but for two strokes of the tabla, the second at 3.2 s, inside the gap. */
const twoStrokes = async () => {
  const [stroke] = stretch(await read(pathOf('tabla')), 2, 2.4).channels
  const sound = mono(8, () => 0)
  for (const at of [1, 3.2]) sound.channels[0].set(stroke, at * sampleRate)
  return sound
}

/** The tabla, and at 3.2 s, inside the gap, a whistle that is nowhere else. */
const whistle = async () => {
  const { channels } = await read(pathOf('tabla'))
  const sound = mono(8, (t, n) => channels[0][n] + (t > 3.2 && t < 3.8 ? 0.3 * Math.sin(2 * Math.PI * 1500 * t) : 0))
  return sound
}

export const hard = {
  chord,
  glide,
  melody,
  hiss,
  'two strokes in silence': twoStrokes,
  'a whistle in the gap': whistle,
}

/** Both recordings again and again, for so many seconds. */
export const long = async (seconds) => {
  const both = await Promise.all(recordings.map((name) => read(pathOf(name))))
  const samples = Float32Array.from(both.flatMap(({ channels }) => [...channels[0]]))
  return mono(seconds, (_, n) => samples[n % samples.length])
}
