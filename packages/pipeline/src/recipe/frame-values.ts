import { type ScalePoints, scaleIn, scalePointsIn } from './guidance-scale.js'

/** The second of a recording that a second of its excerpt is of. */
export type RecordedSecond = (second: number) => number

const sameSecond: RecordedSecond = (second) => second

/** The value of a curve at the middle of each of so many frames, of which `frameRate` are a second. */
export const frameValues = (
  points: ScalePoints,
  frames: number,
  frameRate: number,
  recorded: RecordedSecond = sameSecond,
): readonly number[] =>
  Array.from({ length: frames }, (_, frame) => scaleIn(points, recorded((frame + 0.5) / frameRate)))

/** Of what a recipe says as a number or as a curve by second: the number, or that of each frame. */
export const byFrame = (
  value: number | string,
  frames: number,
  frameRate: number,
  recorded: RecordedSecond = sameSecond,
): number | readonly number[] => {
  if (typeof value === 'number') return value
  const points = scalePointsIn(value) ?? { by: 'second', points: [] } // the recipe was decoded, so they are points
  return frameValues(points, frames, frameRate, recorded)
}
