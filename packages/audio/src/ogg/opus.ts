import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { OpusDecoder } from 'opus-decoder'
import { type Audio, makeAudio, maxSamples } from '../audio.js'
import type { AudioError } from '../errors.js'
import {
  corruptFault,
  decoderFault,
  noSamplesFault,
  type SoundSource,
  tooLongFault,
  truncatedFault,
  unsupportedFault,
  viewOf,
} from '../source.js'
import { inWavOrder } from './channels.js'
import type { OggStream } from './pages.js'

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
  readonly channelMappingTable: number[]
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

interface DecodedStream {
  readonly blocks: readonly (readonly Float32Array[])[]
  readonly frames: number
  readonly fault: string | undefined
}

const decode = async (head: OpusHead, packets: readonly Uint8Array[]): Promise<DecodedStream> => {
  // the decoder's own pre-skip would be counted in samplesDecoded: joined cuts it instead
  const decoder = new OpusDecoder({ ...head, preSkip: 0 })
  await decoder.ready
  const blocks: Float32Array[][] = []
  let [frames, fault]: [number, string | undefined] = [0, undefined]
  for (const packet of packets) {
    const { channelData, samplesDecoded, errors } = decoder.decodeFrame(packet)
    fault ??= errors[0]?.message
    frames += samplesDecoded
    if (fault !== undefined || frames * head.channels > maxSamples) break
    blocks.push(channelData)
  }
  decoder.free()
  return { blocks, frames, fault }
}

const joinBlocks = (
  { blocks, frames }: DecodedStream,
  channel: number,
  from: number,
  to: number,
  gain: number,
): Float32Array => {
  const out = new Float32Array(frames)
  blocks.reduce((at, block) => {
    const part = block[channel]! // the decoder gives every channel that it was asked for
    out.set(part, at)
    return at + part.length
  }, 0)
  return out.slice(from, to).map((sample) => sample * gain)
}

/**
 * An Ogg Opus file (RFC 7845) through libopus (package opus-decoder, MIT; libopus is BSD-3-Clause; WebAssembly inside):
 * at 48 kHz, as Opus always decodes, without its pre-skip, cut where its last page says, with its output gain; channels
 * in the order of WAV, where the file says what they are. Errors: `NoSamples`, `Unsupported`, `Truncated`, `Corrupt`,
 * `TooLong`.
 */
export const readOpus = (
  source: SoundSource,
  { packets: [first, , ...packets], lastGranule }: OggStream,
): TE.TaskEither<AudioError, Audio> =>
  pipe(
    TE.fromEither(headOf(source, first ?? new Uint8Array(0))),
    TE.flatMap((head) =>
      pipe(
        TE.tryCatch(() => decode(head, packets), decoderFault(source, format)),
        TE.flatMapEither((decoded) => {
          const end = Math.min(decoded.frames, lastGranule < 0 ? decoded.frames : lastGranule)
          if (decoded.fault !== undefined) return corruptFault(source, format)(`its decoder says: ${decoded.fault}`)
          if (decoded.frames * head.channels > maxSamples)
            return tooLongFault(source, `more than ${maxSamples} samples`)
          if (end <= head.preSkip) return noSamplesFault(source, format)('it ends before its pre-skip does')
          const channels = head.channelMappingTable.map((_, channel) =>
            joinBlocks(decoded, channel, head.preSkip, end, head.gain),
          )
          return makeAudio(48000, head.family === 1 ? inWavOrder(channels) : channels)
        }),
      ),
    ),
  )
