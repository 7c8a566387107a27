// Loops of recordings: how their end goes on into their beginning.
import { seamOf } from '@sigmastream/audio'
import { loopSound } from '@sigmastream/pipeline'
import { click, stretch } from '../musicians/measures.mjs'
import { timed } from './measure.mjs'
import { kinds } from './recordings.mjs'
import { lengthText, mean, row } from './tables.mjs'

/** Where a loop begins, as a part of its recording: amid the sound, and with something left behind the loop. */
const beginsAt = 0.2

/** The beginning of a sound as a loop, with what follows it faded out over so many seconds of the beginning, at equal power. */
const crossfaded =
  (fade) =>
  async ({ sampleRate, channels: [samples] }, seconds) => {
    const [length, count] = [seconds, fade].map((time) => Math.round(time * sampleRate))
    const out = samples.slice(0, length)
    for (let i = 0; i < count; i++) {
      const angle = (Math.PI * (i + 0.5)) / (2 * count)
      out[i] = Math.sin(angle) * samples[i] + Math.cos(angle) * (samples[length + i] ?? 0)
    }
    return { loop: { sampleRate, channels: [out] }, joint: fade }
  }

/** How long the end is that is made anew, in seconds, as it is unless it is said. */
const seam = 0.5

/**
 * What makes a loop of the beginning of a sound, by name: this program, and what a user would do without it. `joint` is where
 * what is new meets what stays, in seconds; `null` where nothing is new.
 */
const makers = {
  ours: async (sound, seconds, steps) => {
    const made = await loopSound(sound, { seconds, seam }, { steps, seed: 1, threads: 1, encoding: 'float32' })
    return { loop: made.sound.audio, joint: seconds - seam }
  },
  'a hard cut': async (sound, seconds) => ({ loop: stretch(sound, 0, seconds), joint: null }),
  'a crossfade of 20 ms': crossfaded(0.02),
  'a crossfade of 0.5 s': crossfaded(0.5),
}

/** The measures of a seam that are in dB, as they head a table. */
const decibelMeasures = { level: 'level across, dB', spectrum: 'spectrum across, dB' }

const cells = (some, of) =>
  Object.keys(decibelMeasures).map((name) => mean(some.map((one) => of(one[name]))).toFixed(1))

/** How many of some loops have a seam that is more in a measure than any place inside. */
const beyond = (some, name) => `${some.filter((one) => one[name].seam > one[name].most).length} of ${some.length}`

const loopTable = (results, lengths) => {
  const head = [
    'loop',
    'made by',
    'waveform bends, times',
    ...Object.values(decibelMeasures),
    'clicks',
    'level beyond',
    'spectrum beyond',
    'bend where new meets old',
    'processor seconds',
  ]
  const lines = lengths.flatMap((length) => {
    const of = (maker) => results.filter((one) => one.length === length && one.maker === maker)
    const inside = of('a hard cut')
    return [
      ...Object.keys(makers).map((maker) => {
        const some = of(maker)
        const joints = some.flatMap(({ bend }) => (bend === null ? [] : [bend]))
        return row([
          lengthText(length),
          maker,
          mean(some.map((one) => one.click.seam)).toFixed(1),
          ...cells(some, ({ seam: at }) => at),
          ...['click', 'level', 'spectrum'].map((name) => beyond(some, name)),
          joints.length === 0 ? '-' : mean(joints).toFixed(2),
          mean(some.map(({ seconds }) => seconds)).toFixed(1),
        ])
      }),
      row([
        lengthText(length),
        'inside, usually',
        mean(inside.map((one) => one.click.usual)).toFixed(1),
        ...cells(inside, ({ usual }) => usual),
        '-',
        '-',
        '-',
        '-',
        '-',
      ]),
    ]
  })
  return [row(head), row(head.map(() => '---')), ...lines].join('\n')
}

/** Makes loops of the lengths that are asked for in each way, and prints a table; what was measured is the answer. */
export const loops = async ({ kinds: asked, lengths = [2, 4], steps }) => {
  const results = []
  for (const kind of asked)
    for (const { name, sound } of await kinds[kind]()) {
      const end = sound.channels[0].length / sound.sampleRate
      const from = stretch(sound, beginsAt * end, end)
      for (const length of lengths)
        for (const [maker, make] of Object.entries(makers)) {
          const { value, seconds } = await timed(() => make(from, length, steps))
          const { loop, joint } = value
          const bend = joint === null ? null : click(stretch(from, 0, length), loop, { from: joint, to: joint })
          results.push({ kind, name, length, maker, seconds, bend, ...seamOf(loop) })
          process.stderr.write(`${kind} ${name}, ${length} s: ${maker}\n`)
        }
    }
  console.log(`\nThe seams of ${results.length / Object.keys(makers).length} loops, means\n`)
  console.log(loopTable(results, lengths))
  return results
}
