import type { ReadonlyF32 } from '@sigmastream/core'
import { either as E } from 'fp-ts'
import { firstNonFinite } from './audio.js'
import type { AudioError } from './errors.js'

/** What messages name. */
export interface FaultSubject {
  readonly label: string
}

/** The bytes of a file under the name that messages give it. */
export interface SoundSource extends FaultSubject {
  readonly bytes: Uint8Array
}

/** A fault in a file's content, for the reader of one format. */
type Fault = (detail: string) => E.Either<AudioError, never>

const fault =
  (tag: 'NoSamples' | 'Unsupported' | 'Truncated' | 'Corrupt') =>
  ({ label }: FaultSubject, format: string): Fault =>
  (detail) =>
    E.left({ _tag: tag, label, format, detail })

/** `detail` says what the header promises and where the samples are missing. */
export const noSamplesFault = fault('NoSamples')
/** `detail` says which variety is not read. */
export const unsupportedFault = fault('Unsupported')
/** `detail` says what was promised and what is there. */
export const truncatedFault = fault('Truncated')
/** `detail` says which two things contradict each other. */
export const corruptFault = fault('Corrupt')

/**
 * What was decoded, `[channels][frames]`, the first of its frames being number `from`. `Corrupt` where a sample is not
 * finite: a decoder that gives what is no sound has read a file that is none.
 */
export const checkDecoded = <Channels extends readonly ReadonlyF32[]>(
  source: FaultSubject,
  format: string,
  channels: Channels,
  from = 0,
): E.Either<AudioError, Channels> => {
  const bad = firstNonFinite(channels)
  return bad === undefined
    ? E.right(channels)
    : corruptFault(source, format)(`sample ${from + bad.index} of channel ${bad.channel} is ${bad.value}`)
}

/** More samples than can be held. */
export const tooLongFault = ({ label }: FaultSubject, detail: string): E.Either<AudioError, never> =>
  E.left({ _tag: 'TooLong', label, detail })

/** What a decoder threw, as a fault of the content. */
export const decoderFault =
  ({ label }: FaultSubject, format: string) =>
  (cause: unknown): AudioError => ({ _tag: 'Corrupt', label, format, detail: `its decoder says: ${String(cause)}` })

/** A decoder that cannot be loaded, whatever the content. */
export const decoderMissing =
  ({ label }: FaultSubject, format: string) =>
  (cause: unknown): AudioError => ({
    _tag: 'Unsupported',
    label,
    format,
    detail: `its decoder does not load: ${String(cause)}`,
  })

/** A view of the same bytes, for reading numbers. */
export const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)

/** `length` bytes from `at` as ASCII; shorter where the bytes end. */
export const ascii = (bytes: Uint8Array, at: number, length: number): string =>
  String.fromCharCode(...bytes.subarray(at, at + length))

/** The bytes of several arrays, one after the other. */
export const concatBytes = (parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> => {
  const out = new Uint8Array(parts.reduce((total, part) => total + part.length, 0))
  parts.reduce((at, part) => (out.set(part, at), at + part.length), 0)
  return out
}
