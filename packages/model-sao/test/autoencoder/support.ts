import { fileURLToPath } from 'node:url'
import { build, constant, type Latent, latent, orThrow } from '@sigmastream/core'
import { readTensors } from '@sigmastream/tensor-files'
import { either as E } from 'fp-ts'
import type { Autoencoder, AutoencoderOptions } from '../../src/autoencoder/autoencoder.js'
import { type AutoencoderConfig, decodeAutoencoderConfig } from '../../src/autoencoder/config.js'
import type { OobleckAutoencoder } from '../../src/autoencoder/oobleck/config.js'
import { decoderLayers, encoderLayers } from '../../src/autoencoder/oobleck/halves.js'
import type { LayerSpec } from '../../src/autoencoder/oobleck/layers.js'
import { openAutoencoder } from '../../src/autoencoder/open.js'
import { openCheckpoint } from '../../src/checkpoint/open.js'

/** What a test expects to have worked. */
export const right = <L, A>(result: E.Either<L, A>): A => {
  if (E.isLeft(result)) throw new Error(JSON.stringify(result.left))
  return result.right
}

/** What a test expects to have failed. */
export const left = <L, A>(result: E.Either<L, A>): L => {
  if (E.isRight(result)) throw new Error('it worked')
  return result.left
}

/** The two layouts of the recorded checkpoint, by the names of their folders. */
export const layouts = ['checkpoint', 'diffusers'] as const
type Layout = (typeof layouts)[number]

const tiny = fileURLToPath(new URL('../../../../fixtures/tiny-sao/', import.meta.url))

/** A configuration that is of an Oobleck autoencoder. */
export const oobleck = (config: AutoencoderConfig): OobleckAutoencoder => {
  if (config._tag !== 'Oobleck') throw new Error('it is no Oobleck autoencoder')
  return config
}

interface OobleckOptions extends AutoencoderOptions {
  readonly config: OobleckAutoencoder
}

export const tinyOptions = async (layout: Layout = 'checkpoint'): Promise<OobleckOptions> => {
  const {
    config: { pretransform },
    weights,
  } = right(await openCheckpoint(`${tiny}${layout}`)())
  return { config: oobleck(right(decodeAutoencoderConfig('model_config.json', pretransform))), weights, threads: 1 }
}

/** Opened with some options changed. Whoever opens it closes it. */
export const openTiny = async (
  changes: Partial<AutoencoderOptions> = {},
  layout: Layout = 'checkpoint',
): Promise<Autoencoder> => right(await openAutoencoder({ ...(await tinyOptions(layout)), ...changes })())

/** Runs `use` with an autoencoder whose configuration is changed, and closes it whatever happens. */
export const withConfig = async <A>(
  changes: Partial<OobleckAutoencoder>,
  use: (autoencoder: Autoencoder) => Promise<A>,
): Promise<A> => {
  const { config } = await tinyOptions()
  const autoencoder = await openTiny({ config: { ...config, ...changes } })
  return use(autoencoder).finally(() => autoencoder.close())
}

const tensors = right(await readTensors(`${tiny}expected.safetensors`)())

/** A recorded tensor `[batch, channels, length]`. */
export const recorded = (name: string): Latent => {
  const {
    shape: [batch = 0, channels = 0, length = 0],
    data,
  } = tensors.get(name) ?? { shape: [], data: [] }
  return orThrow(latent([batch, channels, length], Array.from(data, Number)))
}

/** The first `length` of each channel. */
export const start = ({ shape: [batch, channels, all], data }: Latent, length: number): Latent =>
  build([batch, channels, length], (out) => {
    out.forEach((_, i) => (out[i] = data[Math.floor(i / length) * all + (i % length)] ?? NaN))
  })

/** The largest difference over the largest expected value; a NaN is infinitely far, as is another shape. */
export const distance = (ours: Latent, expected: Latent): number => {
  const differences = Array.from(expected.data, (value, i) => Math.abs((ours.data[i] ?? NaN) - value))
  const largest = differences.reduce((most, one) => Math.max(most, one), 0)
  const scale = Array.from(expected.data).reduce((most, one) => Math.max(most, Math.abs(one)), 0)
  return ours.shape.join() === expected.shape.join() && !differences.some(Number.isNaN) ? largest / scale : Infinity
}

export const times = (x: Latent, factor: number): Latent =>
  build(x.shape, (out) => out.set(Float32Array.from(x.data, (value) => value * factor)))

export const silence = (samples: number): Latent => constant([1, 2, samples], 0)

/** All layers of an encoder, from audio to latents. */
export const encoderWhole = (config: AutoencoderConfig): readonly LayerSpec[] => {
  const { outer, inner } = encoderLayers(oobleck(config))
  return [...outer, ...inner]
}

/** All layers of a decoder, from latents to audio. */
export const decoderWhole = (config: AutoencoderConfig): readonly LayerSpec[] => {
  const { inner, outer } = decoderLayers(oobleck(config))
  return [...inner, ...outer]
}
