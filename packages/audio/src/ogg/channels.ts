import { usualSpeakers } from '../speakers.js'

/**
 * For three channels and more, where each channel of WAV stands in Vorbis order (Vorbis I specification, section 4.3.9;
 * RFC 7845, section 5.1.1.2): Vorbis puts the centre between left and right and the LFE last, WAV orders as its channel
 * mask does.
 */
const wavOrder: Readonly<Record<number, readonly number[]>> = {
  3: [0, 2, 1],
  5: [0, 2, 1, 3, 4],
  6: [0, 2, 1, 5, 3, 4],
  7: [0, 2, 1, 6, 5, 3, 4],
  8: [0, 2, 1, 7, 5, 6, 3, 4],
}

/** Channels in Vorbis order as channels in WAV order; other counts than the table's are as they are. */
export const inWavOrder = <A>(channels: readonly A[]): readonly A[] =>
  wavOrder[channels.length]?.flatMap((at) => channels.slice(at, at + 1)) ?? channels

/**
 * Which speakers channels in Vorbis order are for, as the channel mask of WAV; `null` for mono, stereo and other
 * counts.
 */
export const speakersOf = (channels: number): number | null => (channels < 3 ? null : (usualSpeakers[channels] ?? null))
