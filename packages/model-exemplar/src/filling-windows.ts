import type { AlignedPart } from './parts.js'
import { coveredBy, leastLogarithm, type PlacePrior, type WindowRows } from './windows.js'

/** Frames of a window: as many as are asked for where a place has room for all of them, else no more than every place has. */
const windowFor = ({ filled, first, last }: AlignedPart, window: number, places: readonly PlacePrior[]): number => {
  const isWhole = ({ at, run }: PlacePrior): boolean =>
    at - run.start === filled.start - first && run.end - at === last + window - filled.start
  return places.some(isWhole)
    ? window
    : places.reduce((length, { run }) => Math.min(length, run.end - run.start), window)
}

/**
 * The windows that touch what is filled, so long that each of its frames is in one of a place: `null` where every patch may
 * stand everywhere.
 */
export const windowsOf = (part: AlignedPart, asked: number, places: readonly PlacePrior[] | null): WindowRows => {
  const { filled, first, last, alignments } = part
  const window = places === null ? asked : windowFor(part, asked, places)
  return {
    first: Math.max(first, filled.start - window + 1),
    last: Math.min(last + asked, filled.end + window - 1) - window,
    window,
    estimated: filled,
    places,
    agreement: alignments?.agreement ?? null,
  }
}

/** Whether a place reaches over as many frames of what windows cover as one of them has. */
const reaches = (windows: WindowRows, { at, run }: PlacePrior): boolean => {
  const { start, end } = coveredBy(windows)
  const from = at - windows.estimated.start // the learnt frame that would stand in frame 0
  return Math.min(end, run.end - from) - Math.max(start, run.start - from) >= windows.window
}

/**
 * The windows of parts that are filled one beside the other, each with the places of its own, and as the least likely those
 * that a neighbour is filled from: a window over the border of both may be what one of the neighbour's goes on with, where
 * that is much more like what stands there than what starts behind the border.
 */
export const besideEachOther = (windows: readonly WindowRows[]): readonly WindowRows[] =>
  windows.map((own, i) => {
    const more = windows.flatMap(({ estimated, places }, j) =>
      j === i || places === null
        ? []
        : places
            .map(({ at, run }) => ({ at: at + own.estimated.start - estimated.start, run, logarithm: leastLogarithm }))
            .filter((place) => reaches(own, place)),
    )
    return own.places === null ? own : { ...own, places: [...own.places, ...more] }
  })
