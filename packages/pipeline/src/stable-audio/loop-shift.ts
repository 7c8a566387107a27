import type { Interval } from '@sigmastream/core'

/** The part of a ring that leaves the places visited so far most evenly spread, however many they are: 1 - 1 / golden ratio. */
const goldenPart = (3 - Math.sqrt(5)) / 2

/**
 * By how many of its frames a loop is turned at an interval: first by none, then each time by the golden part of the
 * ring more, so that the border of what the model sees is never twice near one place.
 */
export const loopShift =
  (frames: number) =>
  ({ index }: Interval): number =>
    Math.floor(((index * goldenPart) % 1) * frames)
