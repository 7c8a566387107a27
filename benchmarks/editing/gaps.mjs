// Gaps in recordings, filled in several ways.
import { measure, measures, timed } from './measure.mjs'
import { kinds } from './recordings.mjs'
import { distanceTable, measureTable } from './tables.mjs'

/** Where gaps begin: from two fifths of a recording on, where both sides have something to learn from. */
const startsOf = (places, seconds, length) =>
  Array.from({ length: places }, (_, i) => (0.41 + (0.2 * i) / places) * seconds - length / 2)

/**
 * Fills gaps of the kinds and lengths that are asked for by each of the fillers, as `fillers` and `methods` have them, and prints
 * the tables. What was measured of each gap is the answer.
 */
export const gaps = async (fillers, { kinds: asked, lengths = [0.05, 0.3, 1, 3], places, steps }) => {
  const by = Object.keys(fillers)
  const results = []
  for (const kind of asked)
    for (const { name, sound } of await kinds[kind]()) {
      const seconds = sound.channels[0].length / sound.sampleRate
      for (const length of lengths)
        for (const from of startsOf(places, seconds, length))
          for (const filler of by) {
            const gap = { from, to: from + length }
            const { value: filled, seconds: took } = await timed(() => fillers[filler](sound, gap, steps))
            const one = { kind, name, length, from, filler, seconds: took, ...measure(sound, filled, gap) }
            results.push(one)
            process.stderr.write(
              `${kind} ${name} ${length} s at ${from.toFixed(2)}: ${filler} ${one.distance.toFixed(1)} dB\n`,
            )
          }
    }
  const count = results.length / by.length
  console.log(`\nMean distance in dB of ${count} gaps\n`)
  console.log(distanceTable('gap', results, asked, lengths, by))
  console.log(`\nWhat else is measured, means of the same gaps\n`)
  console.log(measureTable('gap', results, lengths, by, measures))
  return results
}
