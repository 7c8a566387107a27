/** A noise level in a drawing: `x` from 0, the start, to 1, the end; `y` from 0, all noise, to 1, none. */
export interface CurvePoint {
  readonly sigma: number
  readonly x: number
  readonly y: number
}

/** Where the smallest level above none lies: none has no place on a logarithmic axis, and stands below it. */
const smallest = 0.92

/**
 * The points of a schedule, one more than it has steps. Levels are on a logarithmic axis, so that a step that divides the
 * noise by as much goes down by as much; a level of 0 lies at the foot.
 */
export const curveOf = (sigmas: readonly number[]): readonly CurvePoint[] => {
  const logs = sigmas.filter((sigma) => sigma > 0).map(Math.log)
  const [top, bottom] = [Math.max(...logs), Math.min(...logs)]
  const foot = sigmas.some((sigma) => sigma === 0) ? smallest : 1
  const down = (sigma: number): number => {
    if (sigma === 0) return 1
    return top === bottom ? 0 : (foot * (top - Math.log(sigma))) / (top - bottom)
  }
  return sigmas.map((sigma, i) => ({ sigma, x: i / Math.max(1, sigmas.length - 1), y: down(sigma) }))
}

/** A line through points as the `d` of an SVG path, in a box of 100 by 100. */
export const pathOf = (points: readonly CurvePoint[]): string =>
  points.map(({ x, y }, i) => `${i === 0 ? 'M' : 'L'}${(100 * x).toFixed(2)} ${(100 * y).toFixed(2)}`).join('')
