import { pureNoise } from '@sigmastream/core/schedules'

const blocks = ['\u2581', '\u2582', '\u2583', '\u2584', '\u2585', '\u2586', '\u2587', '\u2588'] as const

/** The most letters of a line. */
const most = 60

/**
 * Noise levels as a line of blocks, as high as their logarithm: nothing but noise is a whole block, 0 the lowest.
 * Of more than 60 levels it is every so many.
 */
export const levelLine = (levels: readonly number[]): string => {
  const between = levels.filter((level) => level > 0 && level < pureNoise)
  const [high, low] = [
    Math.log(between.reduce((highest, one) => Math.max(highest, one), between[0] ?? 1)),
    Math.log(between.at(-1) ?? 1),
  ]
  const heightOf = (level: number): number => {
    if (level === 0 || level >= pureNoise) return level === 0 ? 0 : blocks.length - 1
    return high === low ? 1 : 1 + Math.round(((Math.log(level) - low) / (high - low)) * (blocks.length - 3))
  }
  const count = Math.min(most, levels.length)
  return Array.from({ length: count }, (_, i) => {
    const place = count === 1 ? 0 : Math.round((i * (levels.length - 1)) / (count - 1))
    return blocks[heightOf(levels[place] ?? 0)] ?? blocks[0]
  }).join('')
}
