import type { FrameRange } from '@sigmastream/core'

/** The stretches of 0 .. length - 1 that no range touches, in order. */
export const stretchesOutside = (ranges: readonly FrameRange[], length: number): readonly FrameRange[] => {
  const borders = ranges
    .toSorted((a, b) => a.start - b.start)
    .reduce<readonly FrameRange[]>(
      (kept, { start, end }) => {
        const from = kept.at(-1)?.start ?? 0
        return [
          ...kept.slice(0, -1),
          { start: from, end: Math.min(Math.max(start, from), length) },
          { start: Math.max(from, end), end: length },
        ]
      },
      [{ start: 0, end: length }],
    )
  return borders.filter(({ start, end }) => start < end)
}
