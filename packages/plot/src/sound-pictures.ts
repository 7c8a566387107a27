import { type Audio, type AudioError, floorDecibels, secondsOf } from '@sigmastream/audio'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { emberRamp } from './colour.js'
import { frequencyTicks } from './erb.js'
import { alongLines, transpose } from './grid.js'
import { panelPixels } from './layout.js'
import { evenEdges, larger } from './peaks.js'
import type { HeatMap, Pictures } from './run-plot.js'
import { soundFrames } from './sound-frames.js'

/** The decibels that the colours span, down from the loudest. */
const span = 80

const mapOf = (audio: Audio, highest: number): E.Either<AudioError, HeatMap> =>
  pipe(
    soundFrames(audio, { ...panelPixels, highest }),
    E.map(({ rows, hop, decibels }) => {
      const seconds = secondsOf(audio)
      const edges = evenEdges(panelPixels.columns, 0, (seconds * audio.sampleRate) / hop)
      const values = alongLines(transpose(decibels, rows), decibels.length / rows, edges, larger)
      return { rows, columns: panelPixels.columns, seconds, values }
    }),
  )

const loudest = (map: HeatMap): number => map.values.slice().reduce(larger, floorDecibels)

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
      (): E.Either<AudioError, HeatMap | null> => (before === null ? E.right(null) : mapOf(before, highest)),
    ),
    E.bind('after', () => mapOf(after, highest)),
    E.map((maps) => {
      const top = Math.max(maps.before === null ? floorDecibels : loudest(maps.before), loudest(maps.after))
      const ceiling = Math.max(floorDecibels + span, 5 * Math.ceil(top / 5))
      return {
        ...maps,
        rows: { title: 'kHz', ticks: frequencyTicks(highest) },
        scale: { title: 'dB', floor: ceiling - span, ceiling, ramp: emberRamp },
      }
    }),
  )
}
