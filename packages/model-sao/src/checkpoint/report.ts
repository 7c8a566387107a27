import { either as E, readonlyRecord as RR } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { describeCheckpointError } from './describe.js'
import type { CheckpointError } from './errors.js'
import type { ModelFacts, WeightFacts } from './facts.js'
import type { ModelConfig } from './model-config.js'
import type { Layout, PartName } from './parts.js'
import type { StoredType } from './weights.js'

/**
 * One part of the model: how many parameters in which precisions, or, where it cannot be used, a sentence that says
 * why.
 */
export type PartReport =
  | { readonly _tag: 'Present'; readonly parameters: number; readonly precisions: readonly StoredType[] }
  | { readonly _tag: 'Absent'; readonly problem: string }

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
export const ABILITIES = ['generate', 'inpaint', 'restyle', 'vary', 'edit', 'extend', 'encode', 'decode'] as const
type Ability = (typeof ABILITIES)[number]

/** What a checkpoint is and can do, known without reading a weight. */
export interface ModelReport {
  readonly layout: Layout
  readonly parts: Readonly<Record<PartName | 'tokenizer', PartReport>>
  /** Parameters of the model; the text encoder, which is not trained with it, is counted by itself. */
  readonly parameters: number
  readonly geometry: E.Either<string, LatentGeometry>
  readonly abilities: readonly Ability[]
}

const countOf = ({ shape }: WeightFacts): number => shape.reduce((product, n) => product * n, 1)

const partReport = (found: E.Either<CheckpointError, readonly WeightFacts[]>): PartReport =>
  pipe(
    found,
    E.match(
      (error): PartReport => ({ _tag: 'Absent', problem: describeCheckpointError(error) }),
      (weights) => ({
        _tag: 'Present',
        parameters: weights.reduce((sum, weight) => sum + countOf(weight), 0),
        precisions: [...new Set(weights.flatMap(({ types }) => types))].toSorted(),
      }),
    ),
  )

const geometryOf = ({
  sampleRate,
  audioChannels,
  latentChannels,
  frameSamples,
  sampleSize,
}: ModelConfig): LatentGeometry => {
  const frames = Math.floor(sampleSize / frameSamples)
  const seconds = (frames * frameSamples) / sampleRate
  return { sampleRate, audioChannels, channels: latentChannels, frameSamples, frames, seconds }
}

const parametersOf = (part: PartReport): number => (part._tag === 'Present' ? part.parameters : 0)

/** The report on what was found, by `factsOfSurvey` in a folder or by `factsOfShapes` in a list. */
export const modelReport = ({ layout, config, parts, tokenizer }: ModelFacts): ModelReport => {
  const found = RR.map(partReport)(parts)
  const reports = {
    ...found,
    tokenizer: partReport(
      pipe(
        tokenizer,
        E.map(() => []),
      ),
    ),
  }
  const hasAutoencoder = E.isRight(config) && found.autoencoder._tag === 'Present'
  const hasAll = E.isRight(config) && Object.values(reports).every(({ _tag }) => _tag === 'Present')
  return {
    layout,
    parts: reports,
    parameters: parametersOf(found.denoiser) + parametersOf(found.autoencoder) + parametersOf(found.conditioner),
    geometry: pipe(config, E.bimap(describeCheckpointError, geometryOf)),
    abilities: ABILITIES.filter((ability) => (ability === 'encode' || ability === 'decode' ? hasAutoencoder : hasAll)),
  }
}
