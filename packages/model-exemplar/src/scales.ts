/** A band quieter than this part of the loudest one's level, -10 dB, is not made as loud as the others. */
const floor = 0.3

/**
 * What each band is divided by: the root of its mean square, but at least 0.3 of the largest one's, times what gives all together unit
 * variance. `[bands]` from the sums of squares of each band over `frames` frames; all zero for silence.
 *
 * Whitening down to the last band would let what nobody hears decide which patches fit: of a drum recording most bands are
 * hiss, in which no two strokes are alike, and the beat is in a few loud ones. Without any whitening only the bass would decide.
 */
export const bandScales = (squares: Float64Array, frames: number): Float64Array => {
  const levels = squares.map((sum) => Math.sqrt(sum / Math.max(1, frames)))
  const least = floor * levels.reduce((a, b) => Math.max(a, b), 0)
  const limited = levels.map((level) => Math.max(level, least))
  const variance = levels.reduce((sum, level, i) => sum + (least === 0 ? 0 : (level / limited[i]!) ** 2), 0) / levels.length // same length
  return limited.map((level) => level * Math.sqrt(variance))
}
