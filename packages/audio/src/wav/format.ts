import { either as E } from 'fp-ts'
import type { AudioError } from '../errors.js'
import { corruptFault, type FaultSubject, truncatedFault, unsupportedFault, viewOf } from '../source.js'

/** How a WAV file holds one sample. */
export type WavCodec = 'pcm8' | 'pcm16' | 'pcm24' | 'pcm32' | 'float32' | 'float64' | 'alaw' | 'mulaw'

/** What a WAV file's fmt chunk says: `sampleRate` in Hz, `frameBytes` for one sample of every channel. */
export interface WavFormat {
  readonly codec: WavCodec
  readonly channels: number
  readonly sampleRate: number
  readonly frameBytes: number
  /** The channel mask of the extensible form; `null` in the plain one. */
  readonly speakers: number | null
  readonly remarks: readonly string[]
}

/** The format tag of WAVE_FORMAT_EXTENSIBLE. */
export const extensible = 0xfffe
/** The format tag of MPEG layer III, whose frames stand in the data chunk. */
const mp3Tag = 0x55
/** The rest of the GUIDs whose first two bytes are a format tag (KSDATAFORMAT_SUBTYPE_*). */
export const subtypeTail: readonly number[] = [0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xaa, 0, 0x38, 0x9b, 0x71]

/** Format tags of mmreg.h that are not read, for the message. */
const otherCodecs: Readonly<Record<number, string>> = {
  0x02: 'Microsoft ADPCM',
  0x11: 'IMA ADPCM',
  0x31: 'GSM 6.10',
  0x50: 'MPEG',
  0x92: 'AC-3',
  0xff: 'AAC',
  0x161: 'Windows Media Audio',
  0x674f: 'Ogg Vorbis',
  0x704f: 'Opus',
  0xf1ac: 'FLAC',
}

const codecOf = (tag: number, bits: number): WavCodec | undefined => {
  // samples of other widths stand left-justified in the next whole number of bytes, so they read as that width
  const pcm = (['pcm8', 'pcm16', 'pcm24', 'pcm32'] as const)[Math.ceil(bits / 8) - 1]
  if (tag === 1) return pcm
  if (tag === 3) return bits === 32 ? 'float32' : bits === 64 ? 'float64' : undefined
  if (tag === 6 && bits === 8) return 'alaw'
  return tag === 7 && bits === 8 ? 'mulaw' : undefined
}

const tagOf = (view: DataView): number => {
  const outer = view.getUint16(0, true)
  return outer === extensible ? view.getUint16(24, true) : outer
}

/** Whether the content of a fmt chunk says that the samples are MP3. */
export const isMp3Format = (content: Uint8Array): boolean =>
  content.length >= 2 && viewOf(content).getUint16(0, true) === mp3Tag

/**
 * The content of a fmt chunk: plain (WAVEFORMATEX) or WAVE_FORMAT_EXTENSIBLE. A block alignment that is not channels
 * times bytes a sample is of no account, and told: other readers take no notice of it either. `Unsupported` names a
 * codec that is not read; `Corrupt` where channels or rate are 0, or 24 bits may stand in three bytes or in four.
 */
export const wavFormat = (source: FaultSubject, content: Uint8Array): E.Either<AudioError, WavFormat> => {
  if (content.length < 16) return truncatedFault(source, 'WAV')(`its fmt chunk has ${content.length} of 16 bytes`)
  const view = viewOf(content)
  const isExtensible = view.getUint16(0, true) === extensible
  if (isExtensible && content.length < 40)
    return truncatedFault(source, 'WAV')(`its extensible fmt chunk has ${content.length} of 40 bytes`)
  const tag = tagOf(view)
  const [channels, sampleRate] = [view.getUint16(2, true), view.getUint32(4, true)]
  const [alignment, bits] = [view.getUint16(12, true), view.getUint16(14, true)]
  const codec = codecOf(tag, bits)
  if (isExtensible && subtypeTail.some((byte, i) => view.getUint8(26 + i) !== byte))
    return unsupportedFault(source, 'WAV')('its extensible format has a GUID that is not read')
  if (codec === undefined) {
    const named = tag === 1 ? 'PCM' : tag === 3 ? 'float' : (otherCodecs[tag] ?? `format tag 0x${tag.toString(16)}`)
    return unsupportedFault(
      source,
      'WAV',
    )(`its samples are ${named}${bits === 0 ? '' : ` of ${bits} bits`}, which is not read from WAV`)
  }
  if (channels === 0 || sampleRate === 0)
    return corruptFault(source, 'WAV')(`it says ${channels} channels at ${sampleRate} Hz`)
  const bytes = Math.ceil(bits / 8)
  const frameBytes = channels * bytes
  if (bytes === 3 && alignment === channels * 4)
    return corruptFault(
      source,
      'WAV',
    )(`its samples have ${bits} bits, and its block alignment says ${alignment / channels} bytes for each`)
  return E.right({
    codec,
    channels,
    sampleRate,
    frameBytes,
    speakers: isExtensible ? view.getUint32(20, true) : null,
    remarks:
      alignment === frameBytes
        ? []
        : [`its block alignment says ${alignment} bytes, and ${channels} channels of ${bits} bits take ${frameBytes}`],
  })
}
