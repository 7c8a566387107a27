import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { Flac } from 'libflacjs'
import type { AudioError } from '../errors.js'
import type { SeekableSource } from '../random-access.js'
import {
  corruptFault,
  decoderFault,
  decoderMissing,
  noSamplesFault,
  truncatedFault,
  unsupportedFault,
} from '../source.js'
import { type FlacDecoder, flacDecoder, isReadWidth } from './decoder.js'
import { flacLibrary } from './library.js'

/** A FLAC file that is read where it is wanted. */
export interface FlacSource extends SeekableSource {
  readonly format: 'FLAC' | 'Ogg FLAC'
}

/** The next samples, `[channels][frames]`, or the end and what there is to say of it. */
export type FlacPart =
  | { readonly _tag: 'Block'; readonly channels: readonly Float32Array[] }
  | { readonly _tag: 'End'; readonly remarks: readonly string[] }

/** FLAC that is gone through once, checked against the checksums of its frames, its length and its MD5 sum. */
export interface FlacStream {
  readonly sampleRate: number
  readonly channels: number
  readonly bits: number
  readonly next: () => E.Either<AudioError, FlacPart>
  readonly close: () => void
}

/** What the end of a stream means, where its head says `total` samples (0: unknown) and `frames` were there. */
const atEnd = (
  source: FlacSource,
  decoder: FlacDecoder,
  { frames, total, early }: { readonly frames: number; readonly total: number; readonly early: boolean },
): E.Either<AudioError, FlacPart> => {
  const { format } = source
  if (frames === 0)
    return total === 0
      ? noSamplesFault(source, format)('it has a header and no frame')
      : truncatedFault(source, format)(`it says ${total} samples and none is there`)
  // the sum is of all samples, so it says nothing where the last are missing: each frame that is there has its own
  if (frames < total && !early)
    return E.right({ _tag: 'End', remarks: [`its header promises ${total} samples and ${frames} are there`] })
  return decoder.close() && !early
    ? E.right({ _tag: 'End', remarks: [] })
    : corruptFault(source, format)('its samples do not match its MD5 sum')
}

/**
 * Begins to read FLAC of 8 to 16 or of 24 bits. What stands behind the last of the samples that the head promises is
 * not looked at; without `summed` neither is the MD5 sum, of a file that was gone through before. Errors, here or on
 * the way: `NoSamples`, `Unsupported` (other widths), `Truncated`, `Corrupt`.
 */
export const flacStream = (flac: Flac, source: FlacSource, summed = true): E.Either<AudioError, FlacStream> => {
  const { format } = source
  const decoder = flacDecoder(flac, source.bytes, format === 'Ogg FLAC', summed)
  const { head } = decoder
  if (head === undefined) {
    decoder.close()
    return truncatedFault(source, format)('it ends inside its metadata')
  }
  const { sampleRate, channels, bitsPerSample: bits, total_samples: total } = head
  if (!isReadWidth(bits)) {
    decoder.close()
    return unsupportedFault(source, format)(`it has ${bits} bits; 8 to 16 and 24 are read`)
  }
  let frames = 0
  const next = (): E.Either<AudioError, FlacPart> => {
    if (total > 0 && frames >= total) return atEnd(source, decoder, { frames, total, early: false })
    const step = decoder.next()
    switch (step._tag) {
      case 'Block':
        frames += step.channels[0]?.length ?? 0
        return E.right(step)
      case 'End':
        return atEnd(source, decoder, { frames, total, early: step.early })
      case 'Fault':
        return corruptFault(source, format)(`libFLAC says ${step.fault}`)
      case 'Changed':
        return corruptFault(source, format)('rate, channels or bits change on the way')
    }
  }
  return E.right({ sampleRate, channels, bits, next, close: () => void decoder.close() })
}

/**
 * What `use` makes of a FLAC stream, which is closed behind it. Errors: `Unsupported` where libFLAC does not load,
 * `Corrupt` where it or `use` throws, those of `flacStream` and of `use`.
 */
export const withFlacStream = <A>(
  source: FlacSource,
  use: (stream: FlacStream, flac: Flac) => Promise<E.Either<AudioError, A>>,
): TE.TaskEither<AudioError, A> =>
  pipe(
    TE.tryCatch(flacLibrary, decoderMissing(source, source.format)),
    TE.flatMap((flac) =>
      TE.tryCatch(
        async () => {
          const stream = flacStream(flac, source)
          return E.isLeft(stream) ? stream : await use(stream.right, flac).finally(stream.right.close)
        },
        decoderFault(source, source.format),
      ),
    ),
    TE.flatMapEither((used) => used),
  )
