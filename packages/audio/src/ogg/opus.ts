import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { maxSamples } from '../audio.js'
import { decodeInThread, secondsFor } from '../decoders/thread.js'
import type { AudioError } from '../errors.js'
import {
  concatBytes,
  corruptFault,
  noSamplesFault,
  type SoundSource,
  tooLongFault,
  truncatedFault,
  unsupportedFault,
  viewOf,
} from '../source.js'
import { inWavOrder, speakersOf } from './channels.js'
import { commentsOf } from './comments.js'
import type { OpusJob } from './opus-decoder.js'
import type { Part } from './part.js'
import type { OggStream } from './streams.js'
import { soundingIn } from './vorbis-blocks.js'

const format = 'Ogg Opus'

/** The identification header (RFC 7845, section 5.1): `preSkip` in samples at 48 kHz, `gain` as a factor. */
interface OpusHead {
  readonly channels: number
  /** 0: mono or stereo, 1: Vorbis order, 255: no meaning. */
  readonly family: number
  readonly preSkip: number
  readonly gain: number
  readonly streamCount: number
  readonly coupledStreamCount: number
  readonly channelMappingTable: readonly number[]
}

const headOf = (source: SoundSource, head: Uint8Array): E.Either<AudioError, OpusHead> => {
  if (head.length < 19)
    return truncatedFault(source, format)(`its identification header has ${head.length} of 19 bytes`)
  const view = viewOf(head)
  const [version, channels, family] = [view.getUint8(8), view.getUint8(9), view.getUint8(18)]
  if (version > 15) return unsupportedFault(source, format)(`it is version ${version >> 4} of the format`)
  if (![0, 1, 255].includes(family)) return unsupportedFault(source, format)(`its channel mapping family is ${family}`)
  if (family !== 0 && head.length < 21 + channels)
    return truncatedFault(source, format)('its channel mapping is not complete')
  const [streamCount, coupledStreamCount] = family === 0 ? [1, channels - 1] : [view.getUint8(19), view.getUint8(20)]
  const channelMappingTable = family === 0 ? [0, 1].slice(0, channels) : [...head.subarray(21, 21 + channels)]
  const decodable = streamCount + coupledStreamCount
  return channels === 0 ||
    (family === 0 && channels > 2) ||
    streamCount === 0 ||
    coupledStreamCount > streamCount ||
    channelMappingTable.some((index) => index !== 255 && index >= decodable)
    ? corruptFault(
        source,
        format,
      )(`it says ${channels} channels from ${streamCount} streams, ${coupledStreamCount} of them stereo`)
    : E.right({
        channels,
        family,
        preSkip: view.getUint16(10, true),
        gain: 10 ** (view.getInt16(16, true) / 256 / 20),
        streamCount,
        coupledStreamCount,
        channelMappingTable,
      })
}

/** Samples at 48 kHz of one frame, by the upper five bits of a packet's first byte (RFC 6716, section 3.1). */
const frameSamples = (config: number): number => {
  if (config < 12) return [480, 960, 1920, 2880][config & 3] ?? 0
  return config < 16 ? ([480, 960][config & 1] ?? 0) : ([120, 240, 480, 960][config & 3] ?? 0)
}

/** Samples at 48 kHz of a packet. */
const samplesIn = ([toc = 0, count = 0]: Uint8Array): number =>
  frameSamples(toc >> 3) * ([1, 2, 2, count & 63][toc & 3] ?? 0)

const prepare = (
  source: SoundSource,
  { packets: all, marks }: OggStream,
  head: OpusHead,
): E.Either<AudioError, OpusJob> => {
  const packets = all.slice(2)
  const ends = [0]
  for (const packet of packets) ends.push((ends.at(-1) ?? 0) + samplesIn(packet))
  const total = ends.at(-1) ?? 0
  const { from: late, to } = soundingIn(
    marks.filter((mark) => mark.packets > 2),
    total,
    (count) => ends[count - 2] ?? 0,
  )
  const from = Math.max(late, head.preSkip)
  if (to <= from) return noSamplesFault(source, format)('it ends before its pre-skip does')
  if ((to - from) * head.channels > maxSamples)
    return tooLongFault(source, `${to - from} samples in ${head.channels} channels`)
  const { channels, streamCount, coupledStreamCount, channelMappingTable, gain } = head
  return E.right({
    packets: concatBytes(packets),
    lengths: Uint32Array.from(packets, ({ length }) => length),
    channels,
    streamCount,
    coupledStreamCount,
    channelMappingTable,
    gain,
    from,
    to,
  })
}

/**
 * A stream of Opus (RFC 7845) through libopus: at 48 kHz, as Opus always decodes, without its pre-skip, cut where its
 * last page says, with its output gain; channels in the order of WAV, where the file says what they are. Errors:
 * `NoSamples`, `Unsupported`, `Truncated`, `Corrupt`, `TooLong`.
 */
export const readOpus = (source: SoundSource, stream: OggStream): TE.TaskEither<AudioError, Part> =>
  pipe(
    E.Do,
    E.bind('head', () => headOf(source, stream.packets[0] ?? new Uint8Array(0))),
    E.bind('comments', () => commentsOf(source, format, stream.packets[1], 8)),
    E.bind('job', ({ head }) => prepare(source, stream, head)),
    TE.fromEither,
    TE.flatMap(({ head, comments, job }) =>
      pipe(
        decodeInThread(source, format, 'opus', job, secondsFor(job.to * head.channels)),
        TE.map(
          (channels): Part => ({
            sampleRate: 48000,
            channels: head.family === 1 ? inWavOrder(channels) : channels,
            info: {
              format,
              encoding: null,
              speakers: head.family === 1 ? speakersOf(head.channels) : null,
              ...comments,
              remarks: [],
            },
          }),
        ),
      ),
    ),
  )
