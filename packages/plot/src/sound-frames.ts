import { type Audio, type AudioError, sampleCount, spectrogram } from '@sigmastream/audio'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { erbOf, hertzOf } from './erb.js'
import { alongLines } from './grid.js'
import { evenEdges, larger } from './peaks.js'

/** A spectrogram on an ERB axis: `decibels` is `[frames, rows]`; frame f is centred on `f * hop` samples. */
export interface SoundFrames {
  readonly rows: number
  readonly hop: number
  readonly decibels: Float32Array
}

const powerOfTwo = (value: number): number => 2 ** Math.floor(Math.log2(value))

/** About 46 ms, a usual compromise between pitch and time for music: 2048 samples at 44.1 kHz. */
const windowOf = (sampleRate: number): number => Math.min(2 ** 16, Math.max(64, powerOfTwo(0.066 * sampleRate)))

/**
 * As many frames as there are columns or more, but none that only repeats its neighbour, and no sound left between two.
 */
const hopOf = (samples: number, columns: number, window: number): number =>
  Math.min(window / 2, Math.max(window / 32, powerOfTwo(Math.max(1, samples / columns))))

/** Frames that are transformed at once: a long recording never has its whole spectrogram in memory. */
const blockFrames = 2048

/**
 * What is wanted: rows in equal steps of the ERB scale from 0 to `highest` Hz, and so many frames or more where sound
 * allows.
 */
export interface SpectrogramSize {
  readonly rows: number
  readonly columns: number
  readonly highest: number
}

/** The spectrogram of all channels together on an ERB axis, block by block. Fails as `spectrogram` does. */
export const soundFrames = (
  audio: Audio,
  { rows, columns, highest }: SpectrogramSize,
): E.Either<AudioError, SoundFrames> => {
  const [samples, window] = [sampleCount(audio), windowOf(audio.sampleRate)]
  const hop = hopOf(samples, columns, window)
  const edges = evenEdges(rows, 0, erbOf(highest)).map((erb) => (hertzOf(erb) * window) / audio.sampleRate)
  const [frames, bins, margin] = [Math.ceil(samples / hop), window / 2 + 1, window / 2 / hop]
  const block = (first: number): E.Either<AudioError, Float32Array> => {
    // the frames at the ends of a block reach `margin` frames beyond it
    const [begin, end] = [Math.max(0, first - margin), Math.min(frames, first + blockFrames)]
    const channels = audio.channels.map((channel) => channel.subarray(begin * hop, (end + margin) * hop))
    return pipe(
      spectrogram({ sampleRate: audio.sampleRate, channels }, { window, hop }),
      E.map(({ decibels }) =>
        alongLines(decibels.subarray((first - begin) * bins, (end - begin) * bins), bins, edges, larger),
      ),
    )
  }
  return pipe(
    Array.from({ length: Math.ceil(frames / blockFrames) }, (_, i) => i * blockFrames),
    E.traverseArray(block),
    E.map((blocks) => {
      const decibels = new Float32Array(frames * rows)
      blocks.reduce((at, values) => (decibels.set(values, at), at + values.length), 0)
      return { rows, hop, decibels }
    }),
  )
}
