import type { Stretch } from './request.js'

/** What a waveform shows, in seconds of the recording: what is before 0 and behind its end is room for more of it. */
export interface Timeline {
  readonly from: number
  readonly to: number
}

/** How much room there is for dragging past an end, as a part of what is shown, and at least, in seconds. */
const rooms = { usual: { part: 0.06, least: 0.3 }, extension: { part: 0.2, least: 1 } }

/**
 * What is shown of a recording of so many seconds: all of it, all that is to be made, all that is heard (`heard` is where
 * that begins and ends), and room to drag past its end; before its beginning only where it is to be extended.
 */
export const timelineOf = (
  seconds: number,
  stretches: readonly Stretch[],
  heard: Stretch,
  isExtension: boolean,
): Timeline => {
  const from = Math.min(0, heard.from, ...stretches.map((one) => one.from))
  const to = Math.max(seconds, heard.to, ...stretches.map((one) => one.to))
  const { part, least } = isExtension ? rooms.extension : rooms.usual
  const room = Math.max(least, part * (to - from))
  return { from: isExtension ? from - room : from, to: to + room }
}

/** Where a moment lies on a timeline, from 0 to 1. */
export const shareOf = ({ from, to }: Timeline, seconds: number): number =>
  Math.max(0, Math.min(1, (seconds - from) / (to - from)))
