import type { ReadonlyF32 } from '@sigmastream/core'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { type Audio, sampleCount } from '../audio.js'
import type { AudioError } from '../errors.js'
import { type SampleEncoding, toPcm } from '../pcm.js'
import { concatBytes, viewOf } from '../source.js'
import { checkWritable } from '../writable.js'

const sampleBytes: Readonly<Record<SampleEncoding, number>> = { pcm16: 2, pcm24: 3, float32: 4 }
const tags: Readonly<Record<SampleEncoding, number>> = { pcm16: 1, pcm24: 1, float32: 3 }

const put: Readonly<Record<SampleEncoding, (view: DataView, offset: number, sample: number) => void>> = {
  pcm16: (view, offset, sample) => view.setInt16(offset, toPcm(sample, 16), true),
  pcm24: (view, offset, sample) => {
    const value = toPcm(sample, 24)
    view.setUint16(offset, value & 0xffff, true)
    view.setInt8(offset + 2, value >> 16)
  },
  float32: (view, offset, sample) => view.setFloat32(offset, sample, true),
}

/** Little-endian fields, each `[bytes, value]`. */
const fields = (...list: readonly (readonly [1 | 2 | 4, number])[]): Uint8Array => {
  const out = new Uint8Array(list.reduce((total, [bytes]) => total + bytes, 0))
  list
    .flatMap(([bytes, value]) => Array.from({ length: bytes }, (_, i) => (value / 2 ** (8 * i)) & 255))
    .forEach((byte, i) => {
      out[i] = byte
    })
  return out
}

const ascii = (text: string): Uint8Array => Uint8Array.from(text, (letter) => letter.charCodeAt(0))

const chunk = (id: string, content: Uint8Array): Uint8Array =>
  concatBytes([ascii(id), fields([4, content.length]), content, new Uint8Array(content.length % 2)])

/** KSDATAFORMAT_SUBTYPE: the format tag, then the tail that all such GUIDs share. */
const subtype = (tag: number): Uint8Array =>
  concatBytes([fields([2, tag]), Uint8Array.of(0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xaa, 0, 0x38, 0x9b, 0x71)])

const formatChunk = ({ sampleRate, channels: { length } }: Audio, encoding: SampleEncoding): Uint8Array => {
  const bytes = sampleBytes[encoding]
  const common = fields(
    [2, length],
    [4, sampleRate],
    [4, sampleRate * length * bytes],
    [2, length * bytes],
    [2, 8 * bytes],
  )
  // more than two channels need the extensible form; a channel mask of 0 assigns them to no particular speaker
  return chunk(
    'fmt ',
    concatBytes(
      length > 2
        ? [fields([2, 0xfffe]), common, fields([2, 22], [2, 8 * bytes], [4, 0]), subtype(tags[encoding])]
        : [fields([2, tags[encoding]]), common, encoding === 'float32' ? fields([2, 0]) : new Uint8Array(0)],
    ),
  )
}

const samples = (channels: readonly ReadonlyF32[], frames: number, encoding: SampleEncoding): Uint8Array => {
  const bytes = sampleBytes[encoding]
  const out = new Uint8Array(frames * channels.length * bytes)
  const [view, write] = [viewOf(out), put[encoding]]
  for (const [c, channel] of channels.entries()) {
    // every channel has `frames` samples: makeAudio has checked it
    for (let i = 0; i < frames; i++) write(view, (i * channels.length + c) * bytes, channel[i]!)
  }
  return out
}

/** LIST chunk of type INFO with the comment in ICMT, as UTF-8 ended by a zero. */
const infoChunk = (comment: string): Uint8Array =>
  chunk(
    'LIST',
    concatBytes([ascii('INFO'), chunk('ICMT', concatBytes([new TextEncoder().encode(comment), Uint8Array.of(0)]))]),
  )

/**
 * A WAV file: 16-bit or 24-bit PCM (rule of `toPcm`), or 32-bit float unchanged and unclipped; extensible above two
 * channels. A comment stands in LIST-INFO ICMT behind the samples. `BadAudio` where a sample is not finite, the rate is
 * no whole number below 2^32 or there are too many channels; `TooLong` above the 4 GiB that a RIFF size can say.
 */
export const encodeWav = (
  audio: Audio,
  encoding: SampleEncoding = 'pcm16',
  comment?: string,
): E.Either<AudioError, Uint8Array<ArrayBuffer>> =>
  pipe(
    checkWritable(audio, 'WAV', { maxChannels: Math.floor(65535 / sampleBytes[encoding]), maxRate: 2 ** 32 - 1 }),
    E.flatMap(({ channels }) => {
      const frames = sampleCount(audio)
      const head = [
        formatChunk(audio, encoding),
        ...(encoding === 'float32' ? [chunk('fact', fields([4, frames]))] : []),
      ]
      const tail = comment === undefined ? new Uint8Array(0) : infoChunk(comment)
      const dataBytes = frames * channels.length * sampleBytes[encoding]
      const riffBytes = 4 + concatBytes(head).length + 8 + dataBytes + (dataBytes % 2) + tail.length
      return riffBytes > 2 ** 32 - 1
        ? E.left<AudioError, never>({
            _tag: 'TooLong',
            label: 'the audio',
            detail: `${riffBytes} bytes, and WAV holds 4 GiB`,
          })
        : E.right(
            concatBytes([
              ascii('RIFF'),
              fields([4, riffBytes]),
              ascii('WAVE'),
              ...head,
              chunk('data', samples(channels, frames, encoding)),
              tail,
            ]),
          )
    }),
  )
