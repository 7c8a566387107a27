import type { FrameRange } from '@sigmastream/core'

/** A gap and what is known to each side of it, as samples of a sound. */
export interface KnownGap extends FrameRange {
  /** The first sample known before it in a row, and the last behind it. */
  readonly since: number
  readonly until: number
}

/** The gaps of a sound in order, those that meet made one, with what is known around each; `breaks` cut what is known. */
export const knownGaps = (
  gaps: readonly FrameRange[],
  breaks: readonly number[],
  samples: number,
): readonly KnownGap[] => {
  const merged = gaps
    .map(({ start, end }) => ({ start: Math.max(0, start), end: Math.min(samples, end) }))
    .toSorted((a, b) => a.start - b.start)
    .reduce<readonly FrameRange[]>((before, next) => {
      const last = before.at(-1)
      return last !== undefined && next.start <= last.end
        ? [...before.slice(0, -1), { start: last.start, end: Math.max(last.end, next.end) }]
        : [...before, next]
    }, [])
  return merged.map(({ start, end }) => ({
    start,
    end,
    since: Math.max(
      0,
      ...breaks.filter((at) => at <= start),
      ...merged.map((one) => one.end).filter((at) => at <= start),
    ),
    until: Math.min(
      samples,
      ...breaks.filter((at) => at >= end),
      ...merged.map((one) => one.start).filter((at) => at >= end),
    ),
  }))
}
