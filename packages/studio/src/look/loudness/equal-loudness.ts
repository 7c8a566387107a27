import type { Sound } from '../sound.js'
import { loudnessOf } from './loudness.js'

/**
 * The factor for each take that makes all as loud as the quietest, by `loudnessOf`: what is louder seems better, and that
 * is not what is compared. No factor is above 1, so nothing clips. Silence is left as it is and holds nobody back.
 */
export const equalLoudness = (takes: readonly Sound[]): readonly number[] => {
  const loudness = takes.map(loudnessOf)
  const quietest = Math.min(...loudness.filter(Number.isFinite))
  return loudness.map((lufs) => (Number.isFinite(lufs) ? 10 ** ((quietest - lufs) / 20) : 1))
}
