import type { Tag } from '../decoded-sound.js'
import { usualSpeakers } from '../speakers.js'

/** The tag that names other speakers (RFC 9639, section 8.6.2). */
const maskTag = 'WAVEFORMATEXTENSIBLE_CHANNEL_MASK'

/** Which speakers the channels of a FLAC file are for, and its tags without the one that says so. */
export const speakersIn = (
  all: readonly Tag[],
  channels: number,
): { readonly speakers: number | null; readonly tags: readonly Tag[] } => {
  const said = Number(all.find(([name]) => name === maskTag)?.[1] ?? Number.NaN)
  return {
    speakers: Number.isInteger(said) && said >= 0 && said < 2 ** 32 ? said : (usualSpeakers[channels] ?? null),
    tags: all.filter(([name]) => name !== maskTag),
  }
}

/** The tags that a FLAC file of so many channels needs to say which speakers they are for. */
export const speakerTags = (speakers: number | null, channels: number): readonly Tag[] =>
  speakers === null || speakers === usualSpeakers[channels]
    ? []
    : [[maskTag, `0x${speakers.toString(16).toUpperCase().padStart(4, '0')}`]]
