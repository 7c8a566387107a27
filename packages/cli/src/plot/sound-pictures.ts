import { type Audio, type AudioError, floorDecibels, secondsOf } from '@sigmastream/audio'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { emberRamp } from './colour.js'
import { frequencyTicks } from './erb.js'
import { alongLines, transposed } from './grid.js'
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
      const values = alongLines(transposed(decibels, rows), decibels.length / rows, edges, larger)
      return { rows, columns: panelPixels.columns, seconds, values }
    }),
  )

const loudest = (map: HeatMap): number => map.values.slice().reduce(larger, floorDecibels)

/**
 * Sound as pictures: spectrograms of all channels together, on an ERB frequency axis up to half the sample rate of `before`, the
 * colours from the loudest of both down by 80 dB. Silence is the darkest colour throughout. Fails as `spectrogram` does.
 */
export const soundPictures = (before: Audio, after: Audio): E.Either<AudioError, Pictures> =>
  pipe(
    E.Do,
    E.bind('before', () => mapOf(before, before.sampleRate / 2)),
    E.bind('after', () => mapOf(after, before.sampleRate / 2)),
    E.map((maps) => {
      const ceiling = Math.max(floorDecibels + span, 5 * Math.ceil(Math.max(loudest(maps.before), loudest(maps.after)) / 5))
      return {
        ...maps,
        rows: { title: 'kHz', ticks: frequencyTicks(before.sampleRate / 2) },
        scale: { title: 'dB', floor: ceiling - span, ceiling, ramp: emberRamp },
      }
    }),
  )
