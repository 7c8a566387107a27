import { type Audio, type AudioError, floorDecibels, secondsOf } from '@sigmastream/audio'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { emberRamp } from './colour.js'
import { frequencyTicks } from './erb.js'
import { alongLines, transpose } from './grid.js'
import { panelPixels } from './layout.js'
import { evenEdges, larger } from './peaks.js'
import type { ColourScale, HeatMap, Pictures } from './run-plot.js'
import { soundFrames } from './sound-frames.js'

/** The decibels that the colours span, down from the loudest. */
const span = 80

/** Sound as a heat map of so many pixels, on an ERB frequency axis up to `highest` Hz. Fails as `spectrogram` does. */
export const soundMap = (
  audio: Audio,
  highest: number,
  size: { readonly rows: number; readonly columns: number } = panelPixels,
): E.Either<AudioError, HeatMap> =>
  pipe(
    soundFrames(audio, { ...size, highest }),
    E.map(({ rows, hop, decibels }) => {
      const seconds = secondsOf(audio)
      const edges = evenEdges(size.columns, 0, (seconds * audio.sampleRate) / hop)
      const values = alongLines(transpose(decibels, rows), decibels.length / rows, edges, larger)
      return { rows, columns: size.columns, seconds, values }
    }),
  )

const loudest = (map: HeatMap): number => map.values.slice().reduce(larger, floorDecibels)

/** The colours that heat maps of sound share: from the loudest of them all down by 80 dB. */
export const soundScale = (maps: readonly HeatMap[]): ColourScale => {
  const ceiling = Math.max(floorDecibels + span, 5 * Math.ceil(maps.map(loudest).reduce(larger, floorDecibels) / 5))
  return { title: 'dB', floor: ceiling - span, ceiling, ramp: emberRamp }
}

/**
 * Sound as pictures: spectrograms of all channels together, on an ERB frequency axis up to half the sample rate of
 * `before` (of `after`, where nothing was before), the colours from the loudest of both down by 80 dB. Silence is the
 * darkest colour throughout. Fails as `spectrogram` does.
 */
export const soundPictures = (before: Audio | null, after: Audio): E.Either<AudioError, Pictures> => {
  const highest = (before ?? after).sampleRate / 2
  return pipe(
    E.Do,
    E.bind(
      'before',
      (): E.Either<AudioError, HeatMap | null> => (before === null ? E.right(null) : soundMap(before, highest)),
    ),
    E.bind('after', () => soundMap(after, highest)),
    E.map((maps) => ({
      ...maps,
      rows: { title: 'kHz', ticks: frequencyTicks(highest) },
      scale: soundScale(maps.before === null ? [maps.after] : [maps.before, maps.after]),
    })),
  )
}
