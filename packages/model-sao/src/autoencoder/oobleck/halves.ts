import type { OobleckAutoencoder, OobleckHalf } from './config.js'
import type { Convolution, LayerSpec, Residual, SnakeBeta, Upsampling } from './layers.js'

/** An odd kernel in the middle of what it sees, so that the length stays. */
const centredConvolution = (
  name: string,
  inputs: number,
  outputs: number,
  kernel: number,
  dilation = 1,
  bias = true,
): Convolution => ({
  _tag: 'Convolution',
  name,
  inputs,
  outputs,
  kernel,
  stride: 1,
  dilation,
  padding: (dilation * (kernel - 1)) / 2,
  bias,
})

const downsampling = (name: string, inputs: number, outputs: number, stride: number): Convolution => ({
  _tag: 'Convolution',
  name,
  inputs,
  outputs,
  kernel: 2 * stride,
  stride,
  dilation: 1,
  padding: stride / 2,
  bias: true,
})

const upsampling = (name: string, inputs: number, outputs: number, stride: number): Upsampling => ({
  _tag: 'Upsampling',
  name,
  inputs,
  outputs,
  stride,
})

const snake = (name: string, channels: number): SnakeBeta => ({ _tag: 'SnakeBeta', name, channels })

/** `ResidualUnit` */
const residual = (name: string, channels: number, dilation: number): Residual => ({
  _tag: 'Residual',
  layers: [
    snake(`${name}.layers.0`, channels),
    centredConvolution(`${name}.layers.1`, channels, channels, 7, dilation),
    snake(`${name}.layers.2`, channels),
    centredConvolution(`${name}.layers.3`, channels, channels, 1),
  ],
})

const DILATIONS = [1, 3, 9]

interface Level {
  readonly outer: number
  readonly inner: number
  readonly stride: number
}

/** The levels from the audio inwards; the first has `channels` outside, whatever its multiple. */
const levelsOf = ({ channels, multiples, strides }: OobleckHalf): readonly Level[] =>
  strides.map((stride, i) => ({
    outer: (multiples[i - 1] ?? 1) * channels,
    inner: (multiples[i] ?? 1) * channels, // as many multiples as strides: `checkGeometry`
    stride,
  }))

const innermostChannels = (levels: readonly Level[], channels: number): number => levels.at(-1)?.inner ?? channels

/**
 * A network in two parts, cut in the middle of its levels. The outer one holds nearly all elements and reaches a few of
 * them, so it is computed in short stretches; the inner one reaches many frames, of few elements.
 */
interface InTwo {
  /** On the side of the audio. */
  readonly outer: readonly LayerSpec[]
  /** On the side of the latents. */
  readonly inner: readonly LayerSpec[]
  /** Channels between the two. */
  readonly channels: number
  /** Elements of each channel for one frame, between the two. */
  readonly rate: number
}

const inTwo = (levels: readonly Level[], channels: number, ofLevel: readonly (readonly LayerSpec[])[]) => {
  const middle = Math.ceil(levels.length / 2)
  return {
    outer: ofLevel.slice(0, middle),
    inner: ofLevel.slice(middle),
    channels: innermostChannels(levels.slice(0, middle), channels),
    rate: levels.slice(middle).reduce((rate, { stride }) => rate * stride, 1),
  }
}

/**
 * The encoder, from audio `[batch, audioChannels, samples]` to mean and scale `[batch, 2 latentChannels, frames]`.
 * Source: stable-audio-tools `models/autoencoders.py`, `OobleckEncoder`, `EncoderBlock`.
 */
export const encoderLayers = ({ encoder, audioChannels, latentChannels }: OobleckAutoencoder): InTwo => {
  const name = 'pretransform.model.encoder.layers'
  const levels = levelsOf(encoder)
  const last = innermostChannels(levels, encoder.channels)
  const parts = inTwo(
    levels,
    encoder.channels,
    levels.map(({ outer, inner, stride }, i) => [
      ...DILATIONS.map((dilation, j) => residual(`${name}.${i + 1}.layers.${j}`, outer, dilation)),
      snake(`${name}.${i + 1}.layers.3`, outer),
      downsampling(`${name}.${i + 1}.layers.4`, outer, inner, stride),
    ]),
  )
  return {
    ...parts,
    outer: [centredConvolution(`${name}.0`, audioChannels, encoder.channels, 7), ...parts.outer.flat()],
    inner: [
      ...parts.inner.flat(),
      snake(`${name}.${levels.length + 1}`, last),
      centredConvolution(`${name}.${levels.length + 2}`, last, 2 * latentChannels, 3),
    ],
  }
}

/**
 * The decoder, from latents `[batch, latentChannels, frames]` to audio `[batch, audioChannels, samples]`. Source:
 * stable-audio-tools `models/autoencoders.py`, `OobleckDecoder`, `DecoderBlock`.
 */
export const decoderLayers = ({ decoder, audioChannels, latentChannels, finalTanh }: OobleckAutoencoder): InTwo => {
  const name = 'pretransform.model.decoder.layers'
  const levels = levelsOf(decoder)
  const parts = inTwo(
    levels,
    decoder.channels,
    levels.map(({ outer, inner, stride }, i) => {
      const level = `${name}.${levels.length - i}.layers`
      return [
        snake(`${level}.0`, inner),
        upsampling(`${level}.1`, inner, outer, stride),
        ...DILATIONS.map((dilation, j) => residual(`${level}.${j + 2}`, outer, dilation)),
      ]
    }),
  )
  return {
    ...parts,
    inner: [
      centredConvolution(`${name}.0`, latentChannels, innermostChannels(levels, decoder.channels), 7),
      ...parts.inner.toReversed().flat(),
    ],
    outer: [
      ...parts.outer.toReversed().flat(),
      snake(`${name}.${levels.length + 1}`, decoder.channels),
      centredConvolution(`${name}.${levels.length + 2}`, decoder.channels, audioChannels, 7, 1, false),
      ...(finalTanh ? [{ _tag: 'Tanh' } as const] : []),
    ],
  }
}
