import * as core from '@tensorflow/tfjs-core'
import * as layers from '@tensorflow/tfjs-layers'

type Applied = ReturnType<layers.layers.Layer['apply']>

const symbolic = (applied: Applied): layers.SymbolicTensor => {
  if (!(applied instanceof layers.SymbolicTensor)) throw new Error('a layer applied to symbols is a symbol')
  return applied
}

const parts = () => {
  const u = layers.input({ shape: [null, 4] })
  const share = layers.input({ shape: [1, 1] })
  const eye = layers.layers.conv1d({ filters: 4, kernelSize: 1, useBias: false })
  const same = symbolic(eye.apply(u))
  core.tidy(() => eye.setWeights([core.reshape(core.eye(4), [1, 4, 4])]))
  return { inputs: [u, share], same, noise: symbolic(layers.layers.multiply().apply([same, share])) }
}

/** The number that the model below is told a sigma by: the share of noise in its input. */
export const shareOfNoise = (sigma: number): number => sigma / Math.sqrt(sigma ** 2 + 1)

/**
 * What predicts the noise exactly where the data is N(0, 1): E[epsilon | u] = share u, for u `[batch, frames, 4]`,
 * channels last as layers want them, and share `[batch, 1, 1]`.
 */
export const noiseModel = (): layers.LayersModel => {
  const { inputs, noise } = parts()
  return layers.model({ inputs, outputs: noise })
}

/** The same with a second output. */
export const twoOutputs = (): layers.LayersModel => {
  const { inputs, noise, same } = parts()
  return layers.model({ inputs, outputs: [noise, same] })
}
