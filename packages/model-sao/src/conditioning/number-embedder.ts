import { readWeight, type Weights } from '@sigmastream/checkpoint'
import type { ReadonlyF32 } from '@sigmastream/core'
import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { CheckpointError } from '../checkpoint/errors.js'
import { EXPO_FEATURES, expoFeatures } from '../expo-features.js'
import type { NumberConfig } from './config.js'
import { readDense } from './dense.js'

/** A number, of seconds here, to one token `[width]`. */
export type NumberEmbedder = (value: number) => Float32Array

/** stable-audio-tools' `NumberEmbedder` leaves no choice: 256 sines and cosines. */
export const FREQUENCIES = 128

const { fround } = Math

/** The value clamped to its range and scaled to 0..1, rounded as float32 arithmetic rounds it. */
const normalizedNumber = (value: number, { least, most }: NumberConfig): number => {
  const clamped = Math.min(Math.max(fround(value), least), most)
  return fround(fround(clamped - least) / fround(most - least))
}

/**
 * [t, sin(2 pi f t), cos(2 pi f t)]; the angle is rounded after each factor, as in the reference, for its sine shows
 * it.
 */
const fourierFeatures = (t: number, frequencies: ReadonlyF32): Float32Array => {
  const angles = Array.from(frequencies, (frequency) => fround(fround(fround(t * frequency) * 2) * fround(Math.PI)))
  return Float32Array.from([t, ...angles.map(Math.sin), ...angles.map(Math.cos)])
}

const readLearned = (
  weights: Weights,
  name: string,
  config: NumberConfig,
  width: number,
): TE.TaskEither<CheckpointError, NumberEmbedder> =>
  pipe(
    TE.Do,
    TE.apS('frequencies', readWeight(weights, `${name}.0.weights`, [FREQUENCIES])),
    TE.apS('linear', readDense(weights, `${name}.1`, 1 + 2 * FREQUENCIES, width)),
    TE.map(
      ({ frequencies, linear }) =>
        (value) =>
          linear(fourierFeatures(normalizedNumber(value, config), frequencies)),
    ),
  )

const readExpo = (
  weights: Weights,
  name: string,
  config: NumberConfig,
  width: number,
): TE.TaskEither<CheckpointError, NumberEmbedder> =>
  pipe(
    readDense(weights, `${name}.1`, EXPO_FEATURES, width),
    TE.map((linear) => (value) => linear(expoFeatures([normalizedNumber(value, config)]))),
  )

/**
 * The embedder of one number, from `conditioner.conditioners.ID.embedder`: Fourier features of the normalised value, of
 * learned frequencies or of the fixed ones of `expoFeatures`, then a linear layer to `width` channels. Values
 * outside the range are clamped to it. Errors: those of `readWeight`.
 *
 * Source: stable-audio-tools, `NumberConditioner`, and `NumberEmbedder`, `LearnedPositionalEmbedding` of its adp.py;
 * stable-audio-3 `models/conditioners.py`, `NumberConditioner`.
 */
export const readNumberEmbedder = (
  weights: Weights,
  config: NumberConfig,
  width: number,
): TE.TaskEither<CheckpointError, NumberEmbedder> => {
  const name = `conditioner.conditioners.${config.id}.embedder.embedding`
  switch (config.features) {
    case 'learned':
      return readLearned(weights, name, config, width)
    case 'expo':
      return readExpo(weights, name, config, width)
  }
}
