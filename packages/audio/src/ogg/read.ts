import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { makeAudio } from '../audio.js'
import type { DecodedSound } from '../decoded-sound.js'
import type { AudioError } from '../errors.js'
import { readFlac } from '../flac/read.js'
import { joinStretches } from '../join.js'
import { ascii, noSamplesFault, type SoundSource, unsupportedFault } from '../source.js'
import { readOpus } from './opus.js'
import type { Part } from './part.js'
import { type OggStream, oggStreams } from './streams.js'
import { readVorbis } from './vorbis.js'
import { oggOf } from './write.js'

/** What stands at the head of the first packet, for codecs that are named and not read. */
const others: readonly (readonly [magic: string, name: string])[] = [
  ['Speex   ', 'Speex'],
  ['\u0080theora', 'Theora video'],
  ['CELT    ', 'CELT'],
  ['PCM     ', 'OggPCM'],
  ['fishead\0', 'index'],
  ['\u0080kate\0\0\0', 'Kate subtitles'],
  ['BBCD\0', 'Dirac video'],
  ['OVP80', 'VP8 video'],
]

const flacPart = (source: SoundSource, { packets }: OggStream): TE.TaskEither<AudioError, Part> =>
  pipe(
    readFlac({ ...source, bytes: oggOf(packets) }, 'Ogg FLAC'),
    TE.map(({ audio, info }) => ({ ...audio, info })),
  )

type Reader = (source: SoundSource, stream: OggStream) => TE.TaskEither<AudioError, Part>

const headOf = ({ packets: [head = new Uint8Array(0)] }: OggStream): string => ascii(head, 0, 8)

const readerOf = (head: string): Reader | undefined => {
  if (head.startsWith('\u0001vorbis')) return readVorbis
  if (head === 'OpusHead') return readOpus
  return head.startsWith('\u007fFLAC') ? flacPart : undefined
}

const nameOf = (head: string): string =>
  others.find(([magic]) => head.startsWith(magic))?.[1] ?? 'a codec not known here'

/** A stream of several that broke off before its first sample, as undefined. */
const orSilent = (part: TE.TaskEither<AudioError, Part>): TE.TaskEither<AudioError, Part | undefined> =>
  pipe(
    part,
    TE.orElseW((error) =>
      error._tag === 'NoSamples' || error._tag === 'Truncated' ? TE.right(undefined) : TE.left(error),
    ),
  )

/** Parts that follow on each other as one sound. */
const joinParts = (
  source: SoundSource,
  parts: readonly Part[],
  remarks: readonly string[],
): E.Either<AudioError, DecodedSound> => {
  const [first] = parts
  if (first === undefined) return noSamplesFault(source, 'Ogg')('it has no stream of sound')
  const other = parts.find(
    ({ sampleRate, channels }) => sampleRate !== first.sampleRate || channels.length !== first.channels.length,
  )
  if (other !== undefined) {
    const said = ({ sampleRate, channels }: Part): string => `${channels.length} channels at ${sampleRate} Hz`
    return unsupportedFault(source, first.info.format)(`${said(first)} are followed by ${said(other)}`)
  }
  const isOne = parts.length === 1
  const chain = isOne ? [] : [`${parts.length} streams follow on each other in it, and are joined`]
  return pipe(
    makeAudio(
      first.sampleRate,
      isOne
        ? first.channels
        : joinStretches(
            parts.map(({ channels }) => channels),
            first.channels.length,
          ),
    ),
    E.map((audio) => ({
      audio,
      info: { ...first.info, remarks: [...remarks, ...chain, ...parts.flatMap(({ info }) => info.remarks)] },
    })),
  )
}

/**
 * An Ogg file of Vorbis, Opus or FLAC: one stream of sound, alone or beside video, or several that follow on each other
 * at one rate and with as many channels. Errors: those of the three, and `Unsupported` for another codec, several
 * streams of sound at once, and a change of rate or channels.
 */
export const readOgg = (source: SoundSource): TE.TaskEither<AudioError, DecodedSound> =>
  pipe(
    TE.fromEither(oggStreams(source)),
    TE.flatMap(({ streams, remarks }) => {
      const sound = streams.flatMap((stream) => {
        const read = readerOf(headOf(stream))
        return read === undefined ? [] : [{ stream, read }]
      })
      const beside = streams.map(headOf).filter((head) => readerOf(head) === undefined)
      if (sound.length === 0)
        return TE.fromEither(unsupportedFault(source, 'Ogg')(`it holds ${nameOf(beside[0] ?? '')}, which is not read`))
      if (sound.some(({ stream: { from } }, i) => from < (sound[i - 1]?.stream.to ?? 0)))
        return TE.fromEither(
          unsupportedFault(source, 'Ogg')('it holds several streams of sound beside each other, and one is read'),
        )
      const left = [...new Set(beside.map(nameOf))].map((name) => `its ${name} is left out`)
      return pipe(
        TE.traverseSeqArray(({ stream, read }: (typeof sound)[number]) =>
          sound.length === 1 ? read(source, stream) : orSilent(read(source, stream)),
        )(sound),
        TE.flatMapEither((parts) => {
          const there = parts.flatMap((part) => (part === undefined ? [] : [part]))
          const empty = parts.length - there.length
          const without =
            empty === 0 || there.length === 0 ? [] : [`${empty} of its streams hold no sound and are left out`]
          return joinParts(source, there, [...left, ...without, ...remarks])
        }),
      )
    }),
  )
