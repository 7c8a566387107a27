/** Scales of guidance at points: at sigmas, or at seconds from the start of what is made. */
export interface ScalePoints {
  readonly by: 'sigma' | 'second'
  /** In order of where they are, no two at one place; there is at least one. */
  readonly points: readonly (readonly [at: number, scale: number])[]
}

/** The most points: a curve of one a frame of the longest model has fewer. */
export const mostScalePoints = 10_000

const numberIn = (text: string): number => (text.trim() === '' ? NaN : Number(text))

/** `7:500,2:1`, scales by sigma, or `7@0,2@5.5`, scales by second; `null` for a text that is neither. */
export const scalePointsIn = (text: string): ScalePoints | null => {
  const by = text.includes('@') ? 'second' : 'sigma'
  const pairs = text.split(',').map((pair) => pair.split(by === 'second' ? '@' : ':').map(numberIn))
  const points = pairs.map(([scale = NaN, at = NaN]) => [at, scale] as const).toSorted(([a], [b]) => a - b)
  const isPoint = ([at, scale]: readonly [number, number], i: number): boolean =>
    Number.isFinite(at) && Number.isFinite(scale) && at !== points[i + 1]?.[0] && (by === 'second' ? at >= 0 : at > 0)
  return points.length <= mostScalePoints && pairs.every(({ length }) => length === 2) && points.every(isPoint)
    ? { by, points }
    : null
}

/** Every scale that a recipe names: the number itself, or those of its points. */
export const scalesIn = (cfg: number | string): readonly number[] =>
  typeof cfg === 'number' ? [cfg] : (scalePointsIn(cfg)?.points ?? []).map(([, scale]) => scale)

/** A curve as it stands in a recipe. */
export const scaleText = (curve: readonly (readonly [second: number, scale: number])[]): string =>
  curve.map(([second, scale]) => `${scale}@${second}`).join(',')

/**
 * The scale somewhere: on the straight line between the points beside it, and beyond the ends as at the nearest. Noise
 * levels are measured in their logarithm, times in seconds.
 */
export const scaleIn = ({ by, points }: ScalePoints, at: number): number => {
  const [first, last] = [points[0], points.at(-1)]
  const after = points.findIndex(([place]) => place >= at)
  const [before, next] = [points[after - 1], points[after]]
  if (next === undefined) return last?.[1] ?? 1
  if (before === undefined) return first?.[1] ?? 1
  const measure = by === 'sigma' ? Math.log : (place: number): number => place
  const part = (measure(at) - measure(before[0])) / (measure(next[0]) - measure(before[0]))
  return before[1] + part * (next[1] - before[1])
}
