import { EXPO_FEATURES } from '../expo-features.js'
import type { ConditioningConfig, NumberConfig } from './config.js'
import { FREQUENCIES } from './number-embedder.js'

type Shapes = readonly (readonly [name: string, shape: readonly number[]])[]

const linear = (name: string, inputs: number, outputs: number): Shapes => [
  [`${name}.weight`, [outputs, inputs]],
  [`${name}.bias`, [outputs]],
]

const ofNumber = ({ id, features }: NumberConfig, width: number): Shapes => {
  const name = `conditioner.conditioners.${id}.embedder.embedding`
  return features === 'expo'
    ? linear(`${name}.1`, EXPO_FEATURES, width)
    : [[`${name}.0.weights`, [FREQUENCIES]], ...linear(`${name}.1`, 1 + 2 * FREQUENCIES, width)]
}

/**
 * The weights that `openConditioner` reads and their shapes, for a text encoder whose tokens are `textWidth` channels
 * wide: what can be known of a checkpoint before any of it is read.
 */
export const conditionerShapes = (
  { width, numbers, prompt: { padding, projected } }: ConditioningConfig,
  textWidth: number,
): Shapes => [
  ...numbers.flatMap((number) => ofNumber(number, width)),
  ...(textWidth === width && !projected ? [] : linear('conditioner.conditioners.prompt.proj_out', textWidth, width)),
  ...(padding === 'learned' ? [['conditioner.conditioners.prompt.padding_embedding', [width]] as const] : []),
]
