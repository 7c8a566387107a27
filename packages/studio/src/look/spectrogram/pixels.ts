import type { Ramp } from '../colour/ramp.js'
import type { Levels } from './levels.js'

/** Levels from which and up to which colours differ, in dB: the same for all takes, so that they can be compared. */
export const shownRange = { floor: -90, ceiling: -20 }

/** Levels as the pixels of a canvas: red, green, blue and full opacity, row by row. */
export const pixelsOf = (
  { decibels }: Levels,
  ramp: Ramp,
  { floor, ceiling } = shownRange,
): Uint8ClampedArray<ArrayBuffer> => {
  const pixels = new Uint8ClampedArray(4 * decibels.length)
  const last = ramp.length - 1
  decibels.forEach((level, i) => {
    const place = Math.round((last * (level - floor)) / (ceiling - floor))
    // a place from 0 to the last is in the ramp
    pixels.set([...ramp[Math.min(last, Math.max(0, place))]!, 255], 4 * i)
  })
  return pixels
}
