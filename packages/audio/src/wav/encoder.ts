import type { ReadonlyF32 } from '@sigmastream/core'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { SoundEncoder } from '../encoder.js'
import type { AudioError } from '../errors.js'
import { asciiBytes, fields } from '../fields.js'
import { type SampleEncoding, toPcm } from '../pcm.js'
import type { SoundShape } from '../sample-reader.js'
import { concatBytes, viewOf } from '../source.js'
import { usualSpeakers } from '../speakers.js'
import { checkFinite, checkShape } from '../writable.js'
import { chunkOf } from './chunks.js'
import { extensible, subtypeTail } from './format.js'

/** What stands in a WAV file beside its samples: chunks before and behind them, and a channel mask. */
export interface WavBeside {
  readonly before: Uint8Array
  readonly behind: Uint8Array
  readonly speakers: number | null
}

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

/** KSDATAFORMAT_SUBTYPE: the format tag, then the tail that all such GUIDs share. */
const subtype = (tag: number): Uint8Array => concatBytes([fields([2, tag]), Uint8Array.from(subtypeTail)])

const formatChunk = (
  { sampleRate, channels }: SoundShape,
  encoding: SampleEncoding,
  speakers: number | null,
): Uint8Array => {
  const bytes = sampleBytes[encoding]
  const common = fields(
    [2, channels],
    [4, sampleRate],
    [4, (sampleRate * channels * bytes) % 2 ** 32],
    [2, channels * bytes],
    [2, 8 * bytes],
  )
  // more than two channels need the extensible form; a channel mask of 0 assigns them to no particular speaker
  const isPlain = channels <= 2 && (speakers === null || speakers === usualSpeakers[channels])
  return chunkOf(
    'fmt ',
    concatBytes(
      isPlain
        ? [fields([2, tags[encoding]]), common, encoding === 'float32' ? fields([2, 0]) : new Uint8Array(0)]
        : [
            fields([2, extensible]),
            common,
            fields([2, 22], [2, 8 * bytes], [4, speakers ?? 0]),
            subtype(tags[encoding]),
          ],
    ),
  )
}

/** The head of RIFF, or of RF64 (EBU Tech 3306) where the file is longer than a size of 32 bits can say. */
const headOf = (chunks: Uint8Array, dataBytes: number, frames: number, behind: number): Uint8Array => {
  const all = (more: number): number => 4 + more + chunks.length + 8 + dataBytes + (dataBytes % 2) + behind
  if (all(0) < 2 ** 32)
    return concatBytes([
      asciiBytes('RIFF'),
      fields([4, all(0)]),
      asciiBytes('WAVE'),
      chunks,
      asciiBytes('data'),
      fields([4, dataBytes]),
    ])
  const sizes = (whole: number): Uint8Array => chunkOf('ds64', fields([8, whole], [8, dataBytes], [8, frames], [4, 0]))
  return concatBytes([
    asciiBytes('RF64'),
    fields([4, 2 ** 32 - 1]),
    asciiBytes('WAVE'),
    sizes(all(sizes(0).length)),
    chunks,
    asciiBytes('data'),
    fields([4, 2 ** 32 - 1]),
  ])
}

const samples = (channels: readonly ReadonlyF32[], encoding: SampleEncoding): Uint8Array => {
  const [bytes, frames] = [sampleBytes[encoding], channels[0]?.length ?? 0]
  const out = new Uint8Array(frames * channels.length * bytes)
  const [view, write] = [viewOf(out), put[encoding]]
  for (const [c, channel] of channels.entries()) {
    // a block has as many frames in every channel
    for (let i = 0; i < frames; i++) write(view, (i * channels.length + c) * bytes, channel[i]!)
  }
  return out
}

/**
 * Makes a WAV file: 16-bit or 24-bit PCM (rule of `toPcm`), or 32-bit float unchanged and unclipped; extensible above
 * two channels, or where the speakers are others than usual; RF64 past 4 GiB. `BadAudio` where a sample is not finite,
 * the rate is no whole number below 2^32 or there are too many channels.
 */
export const wavEncoder = (
  shape: SoundShape,
  encoding: SampleEncoding,
  { before, behind, speakers }: WavBeside,
): E.Either<AudioError, SoundEncoder> =>
  pipe(
    checkShape(shape, 'WAV', { maxChannels: Math.floor(65535 / sampleBytes[encoding]), maxRate: 2 ** 32 - 1 }),
    E.map(({ channels, frames }) => {
      const dataBytes = frames * channels * sampleBytes[encoding]
      const chunks = concatBytes([
        formatChunk(shape, encoding, speakers),
        ...(encoding === 'float32' ? [chunkOf('fact', fields([4, Math.min(frames, 2 ** 32 - 1)]))] : []),
        before,
      ])
      const head = headOf(chunks, dataBytes, frames, behind.length)
      let done = 0
      return {
        head,
        block: (next) =>
          pipe(
            checkFinite(next, done),
            E.map((checked) => {
              done += checked[0]?.length ?? 0
              return samples(checked, encoding)
            }),
          ),
        end: () => E.right({ head, tail: concatBytes([new Uint8Array(dataBytes % 2), behind]) }),
        close: () => undefined,
      }
    }),
  )
