// How near a filled gap comes to what was there. Sounds are mono.
import { spectrogram } from '@sigmastream/audio'
import { either as E } from 'fp-ts'
import { click, louder, rhythm, stretch } from '../musicians/measures.mjs'

/** What is measured of a filling, with how it is printed. */
export const measures = {
  distance: 'distance, dB',
  click: 'bend at the borders',
  level: 'off in level, dB',
  onsets: 'onsets',
}

/** What lies below this counts as silence, in dB below full scale: in a pause nobody hears by how much. */
const floor = -80

/** The log-spectral distance in dB, as `spectralDistance`, of what lies above the floor. */
const distance = (a, b) => {
  const windows = [512, 1024, 2048]
  const each = windows.map((window) => {
    const [one, two] = [a, b].map((sound) => {
      const result = spectrogram(sound, { window, hop: window / 4 })
      if (E.isLeft(result)) throw new Error(JSON.stringify(result.left))
      return result.right
    })
    let sum = 0
    for (let frame = 0; frame < one.frames; frame++) {
      let squares = 0
      for (let i = frame * one.bins; i < (frame + 1) * one.bins; i++)
        squares += (Math.max(floor, one.decibels[i]) - Math.max(floor, two.decibels[i])) ** 2
      sum += Math.sqrt(squares / one.bins)
    }
    return sum / one.frames
  })
  return each.reduce((sum, value) => sum + value, 0) / windows.length
}

/** How much of what surrounds a gap is there when onsets are compared, in seconds. */
const context = 0.1

/**
 * `distance` is the log-spectral distance of filling and original, in dB; `click` the sharpest bend at the borders, where 1 is
 * what one in a thousand samples of the recording exceeds; `level` by how many dB the filling is louder or quieter than
 * the original; `onsets` how far what begins in it falls together with what began there: 1 everywhere, 0 by chance.
 */
export const measure = (recording, filled, gap) => {
  const { from, to } = gap
  const [original, filling] = [recording, filled].map((sound) => stretch(sound, from, to))
  const [before, after] = [recording, filled].map((sound) => stretch(sound, from - context, to + context))
  return {
    distance: distance(filling, original),
    click: click(recording, filled, gap),
    level: Math.abs(Math.max(-60, louder(filling, original))),
    onsets: rhythm(before, after),
  }
}

/** What something gives, and how many seconds of the processor it took: those of the clock say what else the machine does. */
export const timed = async (make) => {
  const start = process.cpuUsage()
  const value = await make()
  const { user, system } = process.cpuUsage(start)
  return { value, seconds: (user + system) / 1e6 }
}
