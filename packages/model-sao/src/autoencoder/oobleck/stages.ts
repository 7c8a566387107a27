import type { Reach } from '../chunks.js'
import type { CodingNetwork } from '../in-chunks.js'
import type { OobleckAutoencoder } from './config.js'
import { decoderLayers, encoderLayers } from './halves.js'
import type { LayerSpec } from './layers.js'
import { reachOf } from './reach.js'

/** A part of a network that is run by itself, and how many of its own frames make one latent frame. */
export interface Stage extends CodingNetwork {
  readonly layers: readonly LayerSpec[]
  readonly perFrame: number
  /** How many chunks of it may be computed at once, each with weights of its own. */
  readonly ways: number
}

/** The two halves of a network, in the order they run. */
export type Stages = readonly [first: Stage, second: Stage]

const features = 'features'

/**
 * The outer stage has few weights (15 MB of Stable Audio Open) and most of the work, of which the engine leaves the sine and
 * whatever only moves values to one thread: several chunks at once keep all threads at work. More ways than these would
 * have chunks so short that much is computed twice. The inner stage has twenty times the weights, and is held once.
 */
const WAYS = { outer: 4, inner: 1 }

/**
 * The encoder's stages: `audio` to `features`, and those to `posterior`. A frame of a stage is one element of the end
 * that has fewer.
 */
export const encoderStages = (config: OobleckAutoencoder): Stages => {
  const { outer, inner, channels, rate } = encoderLayers(config)
  const { audioChannels, latentChannels, frameSamples } = config
  return [
    {
      part: 'encoder',
      layers: outer,
      input: { name: 'audio', channels: audioChannels, rate: frameSamples / rate },
      output: { name: features, channels, rate: 1 },
      perFrame: rate,
      ways: WAYS.outer,
    },
    {
      part: 'encoder',
      layers: inner,
      input: { name: features, channels, rate },
      output: { name: 'posterior', channels: 2 * latentChannels, rate: 1 },
      perFrame: 1,
      ways: WAYS.inner,
    },
  ]
}

/** The decoder's stages: `latent` to `features`, and those to `audio`. */
export const decoderStages = (config: OobleckAutoencoder): Stages => {
  const { outer, inner, channels, rate } = decoderLayers(config)
  const { audioChannels, latentChannels, frameSamples } = config
  return [
    {
      part: 'decoder',
      layers: inner,
      input: { name: 'latent', channels: latentChannels, rate: 1 },
      output: { name: features, channels, rate },
      perFrame: 1,
      ways: WAYS.inner,
    },
    {
      part: 'decoder',
      layers: outer,
      input: { name: features, channels, rate: 1 },
      output: { name: 'audio', channels: audioChannels, rate: frameSamples / rate },
      perFrame: rate,
      ways: WAYS.outer,
    },
  ]
}

/** How many latent frames before and after one have a say in what a stage makes of it. */
const reachOfStage = ({ layers, input, output, perFrame }: Stage): Reach => {
  const { before, after } = reachOf(layers, input.rate, output.rate)
  return { before: Math.ceil(before / perFrame), after: Math.ceil(after / perFrame) }
}

/** How many latent frames before and after one have a say in what both stages make of it. */
export const reachOfStages = ([one, other]: Stages): Reach => {
  const [first, second] = [reachOfStage(one), reachOfStage(other)]
  return { before: first.before + second.before, after: first.after + second.after }
}
