import { nameList } from '@sigmastream/checkpoint'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { ModelKind } from './kind.js'
import type { LatentGeometry, ModelReport, PartReport } from './report.js'

const LAYOUTS: Readonly<Record<ModelReport['layout'], string>> = {
  'single file': 'single file (stable-audio-tools)',
  diffusers: 'diffusers folders',
}

/** 1213448210 as `1 213.4 M`, 4608 as `4.6 k`. */
const showCount = (count: number): string => {
  const grouped = (value: number): string => value.toFixed(1).replace(/\B(?=(?:\d{3})+(?=\.))/g, ' ')
  return count >= 1e6 ? `${grouped(count / 1e6)} M` : count >= 1000 ? `${grouped(count / 1000)} k` : String(count)
}

const partLine = ([name, part]: readonly [string, PartReport]): string => {
  if (part._tag === 'NotListed') return `  ${name}: not in the list`
  if (part._tag === 'Absent') return `  ${name}: not usable: ${part.problem}`
  const stored = part.precisions.length === 0 ? '' : `, ${part.precisions.join(' and ')}`
  const idle = part.unused === undefined ? '' : `, of which nothing uses ${nameList(part.unused)}`
  return part.parameters === 0
    ? `  ${name}: present`
    : `  ${name}: ${showCount(part.parameters)} parameters${stored}${idle}`
}

const showChannels = (count: number): string => (count === 1 ? '1 channel' : `${count} channels`)

/** What is worth saying of a kind before all else; there was one kind only for a long time, and it goes without saying. */
const KINDS: Readonly<Record<ModelKind, readonly string[]>> = {
  'Stable Audio Open': [],
  'Stable Audio 3': ['kind: Stable Audio 3, trained on for few steps: 8 without guidance do'],
  'Stable Audio 3 base': [
    'kind: Stable Audio 3 before it was trained on for few steps: it takes about 50, and guidance',
  ],
  autoencoder: ['kind: an autoencoder without a model: it encodes and decodes'],
}

/** An autoencoder without a model takes any length. */
const geometryLines =
  (kind: ModelKind) =>
  (geometry: LatentGeometry): readonly string[] => {
    const { sampleRate, audioChannels, channels, frameSamples, frames, seconds } = geometry
    const most = (longest: string): string => (kind === 'autoencoder' ? '' : `, at most ${longest}`)
    return [
      `audio: ${sampleRate} Hz, ${showChannels(audioChannels)}${most(`${seconds.toFixed(3)} s at once`)}`,
      `latent: ${showChannels(channels)}, ${frameSamples} samples a frame${most(`${frames} frames`)}`,
    ]
  }

/** A report as lines to read. */
export const reportLines = ({
  layout,
  kind,
  parts,
  parameters,
  geometry,
  unread,
  abilities,
}: ModelReport): readonly string[] => [
  ...KINDS[kind],
  `layout: ${LAYOUTS[layout]}`,
  `model: ${showCount(parameters)} parameters${kind === 'autoencoder' ? '' : ', the text encoder apart'}`,
  ...Object.entries(parts).map(partLine),
  ...pipe(
    geometry,
    E.match((problem) => [`configuration: not usable: ${problem}`], geometryLines(kind)),
  ),
  ...(unread.length === 0 ? [] : [`configuration: settings that sigmastream does not use: ${nameList(unread)}`]),
  `can: ${abilities.length === 0 ? 'nothing as it is' : abilities.join(', ')}`,
]
