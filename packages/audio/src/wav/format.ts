import { either as E } from 'fp-ts'
import type { AudioError } from '../errors.js'
import { corruptFault, type SoundSource, truncatedFault, unsupportedFault, viewOf } from '../source.js'
import type { Chunk } from './chunks.js'

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
}

const extensible = 0xfffe
/** The rest of the GUIDs whose first two bytes are a format tag (KSDATAFORMAT_SUBTYPE_*). */
const subtypeTail = [0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xaa, 0, 0x38, 0x9b, 0x71]

/** Format tags of mmreg.h that are not read, for the message. */
const otherCodecs: Readonly<Record<number, string>> = {
  0x02: 'Microsoft ADPCM',
  0x11: 'IMA ADPCM',
  0x31: 'GSM 6.10',
  0x50: 'MPEG',
  0x55: 'MP3',
  0x92: 'AC-3',
  0xff: 'AAC',
  0x161: 'Windows Media Audio',
}

const codecOf = (tag: number, bits: number): WavCodec | undefined => {
  // samples of other widths stand left-justified in the next whole number of bytes, so they read as that width
  const pcm = (['pcm8', 'pcm16', 'pcm24', 'pcm32'] as const)[Math.ceil(bits / 8) - 1]
  if (tag === 1) return pcm
  if (tag === 3) return bits === 32 ? 'float32' : bits === 64 ? 'float64' : undefined
  if (tag === 6 && bits === 8) return 'alaw'
  return tag === 7 && bits === 8 ? 'mulaw' : undefined
}

/**
 * The fmt chunk: plain (WAVEFORMATEX) or WAVE_FORMAT_EXTENSIBLE. `Unsupported` names a codec that is not read;
 * `Corrupt` where channels or rate are 0, or the block alignment is not channels times bytes a sample.
 */
export const wavFormat = (source: SoundSource, { start, size }: Chunk): E.Either<AudioError, WavFormat> => {
  if (size < 16) return truncatedFault(source, 'WAV')(`its fmt chunk has ${size} of 16 bytes`)
  const view = viewOf(source.bytes.subarray(start, start + size))
  const outerTag = view.getUint16(0, true)
  if (outerTag === extensible && size < 40)
    return truncatedFault(source, 'WAV')(`its extensible fmt chunk has ${size} of 40 bytes`)
  const tag = outerTag === extensible ? view.getUint16(24, true) : outerTag
  const [channels, sampleRate] = [view.getUint16(2, true), view.getUint32(4, true)]
  const [frameBytes, bits] = [view.getUint16(12, true), view.getUint16(14, true)]
  const codec = codecOf(tag, bits)
  if (outerTag === extensible && subtypeTail.some((byte, i) => view.getUint8(26 + i) !== byte)) {
    return unsupportedFault(source, 'WAV')('its extensible format has a GUID that is not read')
  }
  if (codec === undefined) {
    const named = tag === 1 ? 'PCM' : tag === 3 ? 'float' : (otherCodecs[tag] ?? `format tag 0x${tag.toString(16)}`)
    return unsupportedFault(
      source,
      'WAV',
    )(`its samples are ${named}${bits === 0 ? '' : ` of ${bits} bits`}, which is not read`)
  }
  if (channels === 0 || sampleRate === 0)
    return corruptFault(source, 'WAV')(`it says ${channels} channels at ${sampleRate} Hz`)
  return frameBytes === channels * Math.ceil(bits / 8)
    ? E.right({
        codec,
        channels,
        sampleRate,
        frameBytes,
        speakers: outerTag === extensible ? view.getUint32(20, true) : null,
      })
    : corruptFault(source, 'WAV')(`its block alignment is ${frameBytes} bytes for ${channels} channels of ${bits} bits`)
}
