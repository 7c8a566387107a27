import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { maxSamples } from '../audio.js'
import { decodeInThread, secondsFor } from '../decoders/thread.js'
import type { AudioError } from '../errors.js'
import {
  ascii,
  concatBytes,
  corruptFault,
  noSamplesFault,
  type SoundSource,
  tooLongFault,
  truncatedFault,
  unsupportedFault,
  viewOf,
} from '../source.js'
import { type Comments, commentsOf } from './comments.js'
import type { Part } from './part.js'
import type { OggStream } from './streams.js'
import { type Block, blockOf, centresOf, modesOf, soundingIn } from './vorbis-blocks.js'
import type { VorbisJob } from './vorbis-decoder.js'

const format = 'Ogg Vorbis'
const headBytes = 30

/** A stream of Vorbis, its headers read: what is left to do is the decoder's job. */
interface VorbisStream {
  readonly comments: Comments
  readonly job: VorbisJob
  readonly sampleRate: number
}

/** The headers of a stream of Vorbis, read and checked. Errors: those of {@link readVorbis} that need no decoder. */
export const vorbisStream = (
  source: SoundSource,
  { packets, marks }: OggStream,
): E.Either<AudioError, VorbisStream> => {
  const [head, , setup, ...rest] = packets
  if (head === undefined || head.length < headBytes)
    return truncatedFault(source, format)('its identification header is not complete')
  const view = viewOf(head)
  const [channels, sampleRate] = [view.getUint8(11), view.getUint32(12, true)]
  const [short, long] = [2 ** (view.getUint8(28) & 15), 2 ** (view.getUint8(28) >> 4)]
  if (channels === 0 || sampleRate === 0)
    return corruptFault(source, format)(`it says ${channels} channels at ${sampleRate} Hz`)
  // stb_vorbis decodes several submaps wrongly, and encoders use them for surround sound
  if (channels > 2) return unsupportedFault(source, format)(`it has ${channels} channels; 1 and 2 are read`)
  const comments = commentsOf(source, format, packets[1], 7)
  if (setup === undefined) return truncatedFault(source, format)('it ends inside its headers')
  if (E.isLeft(comments)) return comments
  const modes = modesOf(setup)
  if (ascii(setup, 1, 6) !== 'vorbis' || modes.length === 0)
    return corruptFault(source, format)('its setup header has no modes')
  if (short < 64 || long < short || long > 8192)
    return corruptFault(source, format)(`it says blocks of ${short} and ${long} samples`)
  const sounding: { readonly packet: Uint8Array; readonly block: Block }[] = []
  // how many packets of sound are among the first of all
  const soundingBefore = [0, 0, 0, 0]
  for (const packet of rest) {
    const block = blockOf(packet, { short, long, modes })
    if (block !== undefined) sounding.push({ packet, block })
    soundingBefore.push(sounding.length)
  }
  const centres = centresOf(sounding.map(({ block }) => block))
  const total = centres.at(-1) ?? 0
  const { from, to } = soundingIn(
    marks.filter((mark) => mark.packets > 3),
    total,
    (count) => centres[(soundingBefore[count] ?? 0) - 1] ?? 0,
  )
  if (to <= from) return noSamplesFault(source, format)('it has headers and no packet of sound')
  if ((to - from) * channels > maxSamples) return tooLongFault(source, `${to - from} samples in ${channels} channels`)
  return E.right({
    comments: comments.right,
    sampleRate,
    job: {
      head: head.slice(0, headBytes),
      setup,
      packets: concatBytes(sounding.map(({ packet }) => packet)),
      lengths: Uint32Array.from(sounding, ({ packet }) => packet.length),
      blocks: sounding.map(({ block }) => block),
      shortSize: short,
      centres,
      channels,
      from,
      to,
    },
  })
}

/**
 * A stream of Vorbis, mono or stereo, through stb_vorbis (package stb-vorbis, Apache-2.0; WebAssembly inside). Errors:
 * `NoSamples`, `Unsupported` (more channels), `Truncated`, `Corrupt`, `TooLong`.
 */
export const readVorbis = (source: SoundSource, stream: OggStream): TE.TaskEither<AudioError, Part> =>
  pipe(
    TE.fromEither(vorbisStream(source, stream)),
    TE.flatMap(({ job, sampleRate, comments }) =>
      pipe(
        decodeInThread(source, format, 'vorbis', job, secondsFor((job.centres.at(-1) ?? 0) * job.channels)),
        TE.map(
          (channels): Part => ({
            sampleRate,
            channels,
            info: {
              format,
              encoding: null,
              speakers: null,
              ...comments,
              remarks: [],
            },
          }),
        ),
      ),
    ),
  )
