import { input } from '@sigmastream/onnx'
import { tanh } from '@sigmastream/onnx/operators'
import { expect, it } from 'vitest'
import { network } from '../../src/autoencoder/oobleck/network.js'
import { right, tinyOptions } from './support.js'

it('a decoder that ends in a tanh, as those of other checkpoints do, has it', async () => {
  const { weights } = await tinyOptions()
  const x = input('x', 'float32', [1, 1, 4])
  expect(right(network(weights, [{ _tag: 'Tanh' }]))(x)).toEqual(tanh(x))
})
