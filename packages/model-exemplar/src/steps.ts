import type { FrameRange } from '@sigmastream/core'

/**
 * A gap in as few parts of at most `most` frames as there can be, of equal length but for rounding, in the order in
 * which they can be aligned: from what is known outward. That is what lies before the gap, unless nothing does.
 */
export const stepsOf = ({ start, end }: FrameRange, most: number): readonly FrameRange[] => {
  const count = Math.ceil((end - start) / most)
  const edge = (i: number): number => start + Math.floor((i * (end - start)) / count)
  const steps = Array.from({ length: count }, (_, i) => ({ start: edge(i), end: edge(i + 1) }))
  return start === 0 ? steps.toReversed() : steps
}
