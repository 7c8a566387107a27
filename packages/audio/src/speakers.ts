/**
 * Which speakers so many channels are for where nothing else is said, as the channel mask of WAV: the rule of FLAC (RFC
 * 9639, section 9.1.3), which that of Vorbis (Vorbis I, section 4.3.9) agrees with.
 */
export const usualSpeakers: Readonly<Record<number, number>> = {
  1: 0x4,
  2: 0x3,
  3: 0x7,
  4: 0x33,
  5: 0x37,
  6: 0x3f,
  7: 0x70f,
  8: 0x63f,
}
