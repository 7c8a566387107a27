import type { SampleEncoding } from '../pcm.js'
import { viewOf } from '../source.js'
import { fromALaw, fromMuLaw } from './companding.js'
import type { WavCodec, WavFormat } from './format.js'

/**
 * Bytes of one sample, how it reads at an offset (integers are divided by 2^(bits - 1), so full scale is 1), and what
 * holds it: companded samples are whole numbers of 14 bits, and float32 comes closest to the widest.
 */
const codecs: Readonly<
  Record<
    WavCodec,
    {
      readonly bytes: number
      readonly at: (view: DataView, offset: number) => number
      readonly encoding: SampleEncoding
    }
  >
> = {
  pcm8: { bytes: 1, at: (view, offset) => (view.getUint8(offset) - 128) / 128, encoding: 'pcm16' },
  pcm16: { bytes: 2, at: (view, offset) => view.getInt16(offset, true) / 32768, encoding: 'pcm16' },
  pcm24: {
    bytes: 3,
    at: (view, offset) => (view.getUint16(offset, true) + view.getInt8(offset + 2) * 65536) / 8388608,
    encoding: 'pcm24',
  },
  pcm32: { bytes: 4, at: (view, offset) => view.getInt32(offset, true) / 2147483648, encoding: 'float32' },
  float32: { bytes: 4, at: (view, offset) => view.getFloat32(offset, true), encoding: 'float32' },
  float64: { bytes: 8, at: (view, offset) => view.getFloat64(offset, true), encoding: 'float32' },
  alaw: { bytes: 1, at: (view, offset) => fromALaw(view.getUint8(offset)), encoding: 'pcm16' },
  mulaw: { bytes: 1, at: (view, offset) => fromMuLaw(view.getUint8(offset)), encoding: 'pcm16' },
}

/** What holds the samples of a WAV file as they are read. */
export const encodingOf = ({ codec }: WavFormat): SampleEncoding => codecs[codec].encoding

/** What of the widest samples is lost when they are read as float32; floats beyond its range are no finite numbers. */
export const readingRemarks = ({ codec }: WavFormat): readonly string[] =>
  codec === 'pcm32'
    ? ['its samples of 32 bits are read as floats, which hold 24 of them']
    : codec === 'float64'
      ? ['its floats of 64 bits are read as floats of 32 bits']
      : []

/** The samples of so many frames from the start of `data`, which holds at least as many: `[channels][frames]`. */
export const wavSamples = (
  { codec, channels, frameBytes }: WavFormat,
  data: Uint8Array,
  frames: number,
): readonly Float32Array[] => {
  const view = viewOf(data)
  const { bytes, at } = codecs[codec]
  return Array.from({ length: channels }, (_, channel) => {
    const out = new Float32Array(frames)
    for (let i = 0; i < frames; i++) out[i] = at(view, i * frameBytes + channel * bytes)
    return out
  })
}
