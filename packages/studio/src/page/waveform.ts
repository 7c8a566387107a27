import WaveSurfer from 'wavesurfer.js'
import Regions, { type Region } from 'wavesurfer.js/plugins/regions'
import { channelsOf } from '../sound/decode.js'
import { peaksOf } from '../sound/peaks.js'
import type { Stretch } from '../state/request.js'
import type { Timeline } from '../state/timeline.js'
import { colourOf } from './colour-of.js'

/** What a waveform shows. Times are those of the recording. */
export interface WaveformView {
  readonly buffer: AudioBuffer
  readonly lead: number
  readonly seconds: number
  readonly timeline: Timeline
  readonly stretches: readonly Stretch[]
  readonly brace: Stretch | null
  /** Whether parts of it can be marked. */
  readonly canMark: boolean
  /** Light or dark: another is drawn in other colours. */
  readonly scheme: string
}

/** What a person does to it. */
export interface WaveformActs {
  readonly onmark: (stretches: readonly Stretch[]) => void
  readonly onbrace: (brace: Stretch) => void
  readonly onseek: (seconds: number) => void
}

/** A waveform that was drawn. */
export interface DrawnWaveform {
  readonly show: (seconds: number) => void
  readonly remove: () => void
}

const braceId = 'brace'
const [barWidth, barGap] = [2, 1]

/** Draws a waveform into a place of the page, and tells what is done to it there. */
export const drawWaveform = (container: HTMLElement, view: WaveformView, acts: WaveformActs): DrawnWaveform => {
  const { buffer, lead, timeline, stretches, brace } = view
  const [start, duration] = [timeline.from, timeline.to - timeline.from]
  const bars = Math.max(50, Math.round(container.clientWidth / (barWidth + barGap)))
  const room = { before: -lead - start, after: timeline.to - (buffer.duration - lead) }
  const peaks = peaksOf({ channels: channelsOf(buffer), sampleRate: buffer.sampleRate }, room, bars)
  const regions = Regions.create()
  const wave = WaveSurfer.create({
    container,
    height: 'auto',
    peaks: [peaks],
    duration,
    sampleRate: 44_100,
    barWidth,
    barGap,
    barRadius: 2,
    barMinHeight: 1,
    cursorWidth: 2,
    waveColor: colourOf(container, '--wave'),
    progressColor: colourOf(container, '--wave-heard'),
    cursorColor: colourOf(container, '--ink'),
    plugins: [regions],
  })
  const stretchOf = ({ start: from, end: to }: Region): Stretch => ({ from: from + start, to: to + start })
  const tell = (region: Region): void => {
    if (region.id === braceId) return acts.onbrace(stretchOf(region))
    acts.onmark(
      regions
        .getRegions()
        .filter(({ id }) => id !== braceId)
        .map(stretchOf),
    )
  }
  const add = (id: string, { from, to }: Stretch, color: string): void => {
    regions.addRegion({ id, start: from - start, end: to - start, color })
  }
  let here = 0
  wave.on('ready', () => {
    stretches.forEach((stretch, i) => add(`part-${i}`, stretch, 'var(--region-quiet)'))
    if (brace !== null) add(braceId, brace, 'var(--accent)')
    if (view.canMark) regions.enableDragSelection({ color: 'var(--region-quiet)' })
    wave.setTime(here - start)
    regions.on('region-created', tell)
    regions.on('region-updated', tell)
  })
  wave.on('interaction', (time) => acts.onseek(time + start))
  return {
    show: (at) => {
      here = at
      wave.setTime(at - start)
    },
    remove: () => wave.destroy(),
  }
}
