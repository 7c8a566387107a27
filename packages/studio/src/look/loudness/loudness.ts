import type { Sound } from '../sound.js'
import { kWeighted } from './k-weighting.js'

/** A block is 400 ms long, and one begins every 100 ms. */
const [blockSeconds, hopSeconds] = [0.4, 0.1]

/** Blocks below this are silence, in LUFS; and then those more than this below the mean of the others, in LU. */
const [silent, quiet] = [-70, 10]

const lufsOf = (power: number): number => -0.691 + 10 * Math.log10(power)

const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length

/** The power of each block, summed over the channels; one block for a sound that is shorter. */
const blockPowers = ({ channels, sampleRate }: Sound): readonly number[] => {
  const weighted = channels.map((samples) => kWeighted(samples, sampleRate))
  const samples = channels[0]?.length ?? 0
  const length = Math.min(samples, Math.round(blockSeconds * sampleRate))
  const hop = Math.round(hopSeconds * sampleRate)
  if (length === 0) return []
  const power = (channel: Float64Array, start: number): number => {
    let sum = 0
    for (let i = start; i < start + length; i++) sum += channel[i]! ** 2 // blocks end inside the channel
    return sum / length
  }
  return Array.from({ length: Math.floor((samples - length) / hop) + 1 }, (_, block) =>
    weighted.reduce((sum, channel) => sum + power(channel, block * hop), 0),
  )
}

/**
 * How loud a sound is as a whole, in LUFS: gated, so that rests do not count. -Infinity for silence.
 * Channels count alike, which is so of one and of two; of surround, BS.1770 lets those behind count more.
 * Source: ITU-R BS.1770-4, annex 1.
 */
export const loudnessOf = (sound: Sound): number => {
  const heard = blockPowers(sound).filter((power) => lufsOf(power) > silent)
  if (heard.length === 0) return -Infinity
  const gate = lufsOf(meanOf(heard)) - quiet
  return lufsOf(meanOf(heard.filter((power) => lufsOf(power) > gate)))
}
