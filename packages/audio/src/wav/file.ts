import { either as E, type taskEither as TE } from 'fp-ts'
import { breather } from '../breath.js'
import type { AudioError } from '../errors.js'
import type { SeekableSource } from '../random-access.js'
import type { SampleReader } from '../sample-reader.js'
import { checkDecoded, truncatedFault } from '../source.js'
import type { WavLayout } from './layout.js'
import { wavSamples } from './samples.js'

/** Frames that are looked at together, where all are. */
const portion = 65536

/**
 * The samples of a WAV file, read where they are wanted: memory grows with the stretch alone. `Truncated` where the
 * file has become shorter, `Corrupt` where a float is not finite.
 */
export const wavReader = (source: SeekableSource, { format, start, frames }: WavLayout): SampleReader<AudioError> => ({
  sampleRate: format.sampleRate,
  channels: format.channels,
  frames,
  read: (from, to) => async () => {
    const wanted = (to - from) * format.frameBytes
    const data = source.bytes.read(start + from * format.frameBytes, wanted)
    if (data.length < wanted) return truncatedFault(source, 'WAV')('it has become shorter while it was read')
    return checkDecoded(source, 'WAV', wavSamples(format, data, to - from), from)
  },
})

/** Reads every sample of floats once, since they alone can be no numbers. Errors: as those of reading. */
export const checkFloats =
  ({ format: { codec } }: WavLayout, reader: SampleReader<AudioError>): TE.TaskEither<AudioError, void> =>
  async () => {
    if (codec !== 'float32' && codec !== 'float64') return E.right(undefined)
    const breathe = breather()
    for (let from = 0; from < reader.frames; from += portion) {
      const part = await reader.read(from, Math.min(reader.frames, from + portion))()
      if (E.isLeft(part)) return part
      await breathe()
    }
    return E.right(undefined)
  }
