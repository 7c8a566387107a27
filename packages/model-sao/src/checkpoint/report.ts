import type { StoredType } from '@sigmastream/checkpoint'
import { either as E, readonlyRecord as RR } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { describeCheckpointError } from './describe.js'
import type { FoundFacts, ModelFacts, PartFacts, WeightFacts } from './facts.js'
import type { ModelKind } from './kind.js'
import type { Layout, PartName } from './parts.js'
import type { SoundConfig } from './sound-config.js'

/**
 * One part of the model: how many parameters in which precisions, or, where it cannot be used, a sentence that says
 * why. What a list of names does not tell of may be there or not.
 */
export type PartReport =
  | {
      readonly _tag: 'Present'
      readonly parameters: number
      readonly precisions: readonly StoredType[]
      /** Names of weights that nothing asks for; it is not there where there are none, as in a model that is understood. */
      readonly unused?: readonly string[]
    }
  | { readonly _tag: 'Absent'; readonly problem: string }
  | { readonly _tag: 'NotListed' }

/** The latents of a model: `channels` by at most `frames`, each of `frameSamples` samples at `sampleRate` Hz. */
export interface LatentGeometry {
  readonly sampleRate: number
  readonly audioChannels: number
  readonly channels: number
  readonly frameSamples: number
  readonly frames: number
  /** Length of `frames` frames. */
  readonly seconds: number
}

/** What can be done with a model, by the names of the commands that do it. */
const ABILITIES = ['generate', 'inpaint', 'restyle', 'vary', 'edit', 'extend', 'loop', 'encode', 'decode'] as const
type Ability = (typeof ABILITIES)[number]

/** What a checkpoint is and can do, known without reading a weight. */
export interface ModelReport {
  readonly layout: Layout
  readonly kind: ModelKind
  /** Of an autoencoder alone no more than itself. */
  readonly parts: Readonly<Partial<Record<PartName | 'tokenizer', PartReport>>>
  /** Parameters of the model; the text encoder, which is not trained with it, is counted by itself. */
  readonly parameters: number
  readonly geometry: E.Either<string, LatentGeometry>
  readonly abilities: readonly Ability[]
  /** Keys of the configuration that nothing reads, each with where it lies. */
  readonly unread: readonly string[]
  /** Whether everything can be done that can be done with a model of its kind, as far as it is told. */
  readonly whole: boolean
}

const countOf = ({ shape }: WeightFacts): number => shape.reduce((product, n) => product * n, 1)

const presentPart = ({ weights, unused }: PartFacts): PartReport => ({
  _tag: 'Present',
  parameters: weights.reduce((sum, weight) => sum + countOf(weight), 0),
  precisions: [...new Set(weights.flatMap(({ types }) => types))].toSorted(),
  ...(unused.length === 0 ? {} : { unused }),
})

const partReport = (found: FoundFacts): PartReport =>
  pipe(
    found,
    E.match(
      (error): PartReport => ({ _tag: 'Absent', problem: describeCheckpointError(error) }),
      (facts) => (facts === 'not listed' ? { _tag: 'NotListed' } : presentPart(facts)),
    ),
  )

const geometryOf = ({
  sampleRate,
  audioChannels,
  latentChannels,
  frameSamples,
  sampleSize,
}: SoundConfig): LatentGeometry => {
  const frames = Math.floor(sampleSize / frameSamples)
  const seconds = (frames * frameSamples) / sampleRate
  return { sampleRate, audioChannels, channels: latentChannels, frameSamples, frames, seconds }
}

const parametersOf = (part: PartReport | undefined): number => (part?._tag === 'Present' ? part.parameters : 0)

/** What an autoencoder does without a model. */
const CODING: ReadonlySet<Ability> = new Set<Ability>(['encode', 'decode'])

/** The report on what was found, by `factsOfSurvey` in a folder or by `factsOfShapes` in a list. */
export const modelReport = ({ layout, kind, unread, config, parts, tokenizer }: ModelFacts): ModelReport => {
  const found = RR.map(partReport)(parts)
  const all = { ...found, tokenizer: partReport(tokenizer) }
  const alone = kind === 'autoencoder'
  const reports: ModelReport['parts'] = alone ? { autoencoder: found.autoencoder } : all
  const hasAutoencoder = E.isRight(config) && found.autoencoder._tag === 'Present'
  const hasAll = !alone && E.isRight(config) && Object.values(all).every(({ _tag }) => _tag !== 'Absent')
  return {
    layout,
    kind,
    parts: reports,
    parameters: (['denoiser', 'autoencoder', 'conditioner'] as const).reduce(
      (sum, name) => sum + parametersOf(reports[name]),
      0,
    ),
    geometry: pipe(config, E.bimap(describeCheckpointError, geometryOf)),
    abilities: ABILITIES.filter((ability) => (CODING.has(ability) ? hasAutoencoder : hasAll)),
    unread,
    whole: alone ? hasAutoencoder : hasAll,
  }
}
