import type { PackedPrecision, QuantizeResult } from '@sigmastream/model-sao'
import { showNumber } from '@sigmastream/pipeline'
import type { GuidedDifference } from './compare.js'
import { placeOf } from './matrix-name.js'
import { SAMPLER, type Trial } from './trial.js'

/** What a precision does to a model. */
export interface Report {
  readonly precision: PackedPrecision
  readonly quantized: QuantizeResult
  readonly trial: Pick<Trial, 'prompt' | 'seconds' | 'seed' | 'sigmas'>
  readonly compared: readonly GuidedDifference[]
}

/** Bytes as people read them. */
export const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`

/** A ratio in dB as people read it. */
export const decibels = (value: number): string =>
  Number.isFinite(value) ? `${value.toFixed(1)} dB` : value > 0 ? 'exact' : 'lost'

/** A relative error as people read it. */
export const percent = (error: number): string => `${showNumber(Number((100 * error).toPrecision(3)))} %`

/** How many matrices hold, as a sentence has it. */
export const holdingLine = ({ matrices, kept, limit }: QuantizeResult): string =>
  `${matrices.length - kept.length} of ${matrices.length} matrices at ${showNumber(limit)} dB or more, ${kept.length} kept in float32`

/** The lowest ratio of some, and what it is of; the names are those of matrices. */
const lowestOf = (all: QuantizeResult['matrices']): string => {
  const [first, ...rest] = all
  if (first === undefined) return 'none'
  const worst = rest.reduce((least, one) => (one.decibels < least.decibels ? one : least), first)
  const { block, kind } = placeOf(worst.name)
  return `${decibels(worst.decibels)}, block ${block} ${kind}`
}

/** The matrix with the lowest ratio, and what it is. */
export const worstOf = ({ matrices }: QuantizeResult): string => lowestOf(matrices)

/** Attentions that are a difference of two, named as a matrix of theirs would be. */
export const differencesOf = ({ attentions }: Pick<QuantizeResult, 'attentions'>): QuantizeResult['matrices'] =>
  attentions.map(({ name, decibels: ratio }) => ({ name: `${name}.weight`, decibels: ratio }))

/** How attention holds that is a difference of two, as a sentence has it: none where it is none. */
export const differenceLines = (quantized: Pick<QuantizeResult, 'attentions'>): readonly string[] => {
  const differences = differencesOf(quantized)
  return differences.length === 0
    ? []
    : [
        `in ${differences.length} attention layers that subtract one attention from another, the lowest signal-to-noise ratio of the result is ${lowestOf(differences)}`,
      ]
}

/** What became of the text encoder, as a sentence has it: none where it is none that is packed. */
export const textLines = ({ text }: Pick<QuantizeResult, 'text'>): readonly string[] => {
  if (text === null) return []
  const { decibels: ratio, limit } = text
  const error = Number.isFinite(ratio) ? ` above its error, which is ${percent(10 ** (-ratio / 20))}` : ''
  const what =
    ratio >= limit
      ? `${showNumber(limit)} dB or more, so it is packed`
      : `below ${showNumber(limit)} dB, so all of it stays in float32`
  return [`what the text encoder makes of prompts: ${decibels(ratio)}${error}; ${what}`]
}

/** The runs that were compared, as a sentence has it. */
export const runsOf = ({ seconds, seed, sigmas }: Report['trial']): string =>
  `${sigmas.length - 1} steps of ${SAMPLER}, ${showNumber(seconds)} s, seed ${seed}`

/** What was packed, for people. */
export const packedLines = (quantized: QuantizeResult): readonly string[] => {
  const { file, bytes, sourceBytes, written } = quantized
  return [
    `${holdingLine(quantized)}; the lowest ratio is ${worstOf(quantized)}`,
    ...differenceLines(quantized),
    ...textLines(quantized),
    `${written ? 'wrote' : 'already there:'} ${file}: ${megabytes(bytes)}, ${megabytes(sourceBytes)} in the checkpoint`,
  ]
}

/** What was compared, for people. */
export const comparedLines = (compared: readonly GuidedDifference[]): readonly string[] =>
  compared.map(
    ({ guidance, latents, decibels: distance }) =>
      `${guidance === 1 ? 'without guidance' : `guidance ${showNumber(guidance)}`}: latents differ by ${percent(latents)}, ` +
      `the sound by ${distance.toFixed(2)} dB`,
  )
