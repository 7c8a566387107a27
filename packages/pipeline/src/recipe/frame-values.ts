import { type ScalePoints, scaleIn, scalePointsIn } from './guidance-scale.js'

/** The value of a curve at the middle of each of so many frames, of which `frameRate` are a second. */
export const frameValues = (points: ScalePoints, frames: number, frameRate: number): readonly number[] =>
  Array.from({ length: frames }, (_, frame) => scaleIn(points, (frame + 0.5) / frameRate))

/** Of what a recipe says as a number or as a curve by second: the number, or that of each frame. */
export const byFrame = (value: number | string, frames: number, frameRate: number): number | readonly number[] => {
  if (typeof value === 'number') return value
  const points = scalePointsIn(value) ?? { by: 'second', points: [] } // the recipe was decoded, so they are points
  return frameValues(points, frames, frameRate)
}
