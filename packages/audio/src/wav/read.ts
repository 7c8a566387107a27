import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { type Audio, firstNonFinite, makeAudio, maxSamples } from '../audio.js'
import type { DecodedSound } from '../decoded-sound.js'
import type { AudioError } from '../errors.js'
import type { SampleEncoding } from '../pcm.js'
import { corruptFault, noSamplesFault, type SoundSource, tooLongFault, viewOf } from '../source.js'
import { type Chunk, chunksOf } from './chunks.js'
import { fromALaw, fromMuLaw } from './companding.js'
import { type WavCodec, type WavFormat, wavFormat } from './format.js'

/** Bytes of one sample, and how it reads at an offset; integers are divided by 2^(bits - 1), so full scale is 1. */
const codecs: Readonly<
  Record<WavCodec, { readonly bytes: number; readonly at: (view: DataView, offset: number) => number }>
> = {
  pcm8: { bytes: 1, at: (view, offset) => (view.getUint8(offset) - 128) / 128 },
  pcm16: { bytes: 2, at: (view, offset) => view.getInt16(offset, true) / 32768 },
  pcm24: {
    bytes: 3,
    at: (view, offset) => (view.getUint16(offset, true) + view.getInt8(offset + 2) * 65536) / 8388608,
  },
  pcm32: { bytes: 4, at: (view, offset) => view.getInt32(offset, true) / 2147483648 },
  float32: { bytes: 4, at: (view, offset) => view.getFloat32(offset, true) },
  float64: { bytes: 8, at: (view, offset) => view.getFloat64(offset, true) },
  alaw: { bytes: 1, at: (view, offset) => fromALaw(view.getUint8(offset)) },
  mulaw: { bytes: 1, at: (view, offset) => fromMuLaw(view.getUint8(offset)) },
}

/** What holds the samples of each: companded ones are whole numbers of 14 bits, and float32 comes closest to the wider. */
const encodings: Readonly<Record<WavCodec, SampleEncoding>> = {
  pcm8: 'pcm16',
  pcm16: 'pcm16',
  pcm24: 'pcm24',
  pcm32: 'float32',
  float32: 'float32',
  float64: 'float32',
  alaw: 'pcm16',
  mulaw: 'pcm16',
}

const samplesOf = (source: SoundSource, format: WavFormat, data: Chunk): E.Either<AudioError, Audio> => {
  const frames = Math.floor(data.size / format.frameBytes)
  if (frames === 0) return noSamplesFault(source, 'WAV')(`it has a header and ${data.size} bytes of samples`)
  // a stream that broke off inside a frame is read to the last whole one, if its size was left unset
  if (data.size % format.frameBytes !== 0 && !data.open) {
    return corruptFault(
      source,
      'WAV',
    )(`its ${data.size} bytes of samples are no whole number of ${format.frameBytes}-byte frames`)
  }
  if (frames * format.channels > maxSamples)
    return tooLongFault(source, `${frames} frames of ${format.channels} channels`)
  const view = viewOf(source.bytes)
  const { bytes, at } = codecs[format.codec]
  const channels = Array.from({ length: format.channels }, (_, channel) => {
    const out = new Float32Array(frames)
    for (let i = 0; i < frames; i++) out[i] = at(view, data.start + i * format.frameBytes + channel * bytes)
    return out
  })
  const bad = firstNonFinite(channels)
  return bad === undefined
    ? makeAudio(format.sampleRate, channels)
    : corruptFault(source, 'WAV')(`sample ${bad.index} of channel ${bad.channel} is ${bad.value} as float32`)
}

/**
 * A WAV file (RIFF, RF64, BW64): PCM of 8 bits (unsigned), 16, 24, 32, float 32 and 64, A-law, mu-law, plain or
 * extensible, any rate and number of channels. Chunks other than fmt and data are skipped. Errors: `NoSamples`,
 * `Unsupported`, `Truncated`, `Corrupt`, `TooLong`.
 */
export const readWav = (source: SoundSource): E.Either<AudioError, DecodedSound> =>
  pipe(
    chunksOf(source),
    E.flatMap((chunks) => {
      const fmt = chunks.find(({ id }) => id === 'fmt ')
      const data = chunks.find(({ id }) => id === 'data')
      if (fmt === undefined) return corruptFault(source, 'WAV')('it has no fmt chunk')
      if (data === undefined) return noSamplesFault(source, 'WAV')('it has no data chunk')
      return pipe(
        wavFormat(source, fmt),
        E.flatMap((format) =>
          pipe(
            samplesOf(source, format, data),
            E.map(
              (audio): DecodedSound => ({
                audio,
                info: {
                  format: 'WAV',
                  encoding: encodings[format.codec],
                  speakers: format.speakers,
                  tags: [],
                  pictures: [],
                  remarks: [],
                },
              }),
            ),
          ),
        ),
      )
    }),
  )
