import { type Latent, type Refused, refuse, type Shape, sameShape, showShape } from '@sigmastream/core'
import { type Feed, input } from '@sigmastream/onnx'
import { type F32, mul, scalar } from '@sigmastream/onnx/operators'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { Chunk } from '../chunks.js'
import type { FeedsOfChunk } from '../in-chunks.js'
import type { InferenceNoise, InferenceNoiseShapes } from '../inference-noise.js'
import { stretchOf } from '../stretch.js'
import type { SameAutoencoder } from './config.js'
import { decoderCoding, encoderCoding } from './halves.js'

/** The inputs of a graph that take noise: one zero where there is none. */
export const NOISE_INPUTS = { latents: 'latentNoise', tokens: 'tokenNoise' } as const

/**
 * The input `name` times `deviation`, of a shape that fits what it is added to; nothing where the deviation is 0, as such
 * noise is never drawn.
 */
export const noiseInput = (name: string, deviation: number): F32 | undefined =>
  deviation === 0 ? undefined : mul(input(name, 'float32', [`${name}0`, `${name}1`, `${name}2`]), scalar(deviation))

type Part = 'encoder' | 'decoder'

const deviationsOf = ({ latentNoise, encoder, decoder }: SameAutoencoder, part: Part) =>
  part === 'encoder' ? { latents: 0, tokens: encoder.tokenNoise } : { latents: latentNoise, tokens: decoder.tokenNoise }

/** Frames of a chunk with those that fill it up, and new tokens of each. */
const tokensOf = (config: SameAutoencoder, part: Part) => {
  const { half, grid } = part === 'encoder' ? encoderCoding(config) : decoderCoding(config)
  const groups = (frames: number): number => grid * Math.ceil(frames / grid)
  return { width: half.width, count: part === 'encoder' ? 1 : config.stride, groups }
}

/**
 * The shapes of what the reference draws for `batch` items of `frames` frames, in its order: tokens are `[batch groups,
 * tokens of a group, width]`, groups being frames with those that fill the last chunk up.
 */
export const sameNoiseShapes = (
  config: SameAutoencoder,
  part: Part,
  batch: number,
  frames: number,
): InferenceNoiseShapes => {
  const deviations = deviationsOf(config, part)
  const { width, count, groups } = tokensOf(config, part)
  return {
    ...(deviations.latents > 0 ? { latents: [batch, config.latentChannels, frames] } : {}),
    ...(deviations.tokens > 0 ? { tokens: [batch * groups(frames), count, width] } : {}),
  }
}

const checkOne = (part: Part, what: string, noise: Latent | undefined, shape: Shape | undefined) =>
  noise === undefined || (shape !== undefined && sameShape(noise.shape, shape))
    ? E.right(noise)
    : refuse(
        part,
        `inference noise of ${showShape(noise.shape)} on ${what}`,
        shape === undefined ? 'none, since this model draws none there' : `noise of ${showShape(shape)}`,
      )

/** The noise, where it is of the shapes that the reference draws; else `Refused`. */
export const checkInferenceNoise = (
  part: Part,
  noise: InferenceNoise,
  shapes: InferenceNoiseShapes,
): E.Either<Refused, InferenceNoise> =>
  pipe(
    checkOne(part, 'latents', noise.latents, shapes.latents),
    E.flatMap(() => checkOne(part, 'tokens', noise.tokens, shapes.tokens)),
    E.map(() => noise),
  )

const feedOf = ({ shape, data }: Latent): Feed => ({ type: 'float32', dims: shape, data })

const NO_NOISE: Feed = { type: 'float32', dims: [1, 1, 1], data: new Float32Array(1) }

const rowsOf = ({ shape: [, count, width], data }: Latent, from: number, to: number): Latent => ({
  shape: [to - from, count, width],
  data: data.subarray(from * count * width, to * count * width),
})

/**
 * What the noise inputs of a graph are fed for each chunk of `frames` frames. A frame has its noise wherever it is
 * computed.
 */
export const noiseFeeds = (
  config: SameAutoencoder,
  part: Part,
  frames: number,
  { latents, tokens }: InferenceNoise,
): FeedsOfChunk => {
  const deviations = deviationsOf(config, part)
  const { groups } = tokensOf(config, part)
  const latentFeed = (item: number, { start, end }: Chunk): Feed => {
    if (latents === undefined) return NO_NOISE
    const [, channels, length] = latents.shape
    const data = latents.data.subarray(item * channels * length, (item + 1) * channels * length)
    return feedOf(stretchOf({ shape: [1, channels, length], data }, start, end))
  }
  const tokenFeed = (item: number, { start, end }: Chunk): Feed => {
    const first = item * groups(frames) + start
    return tokens === undefined ? NO_NOISE : feedOf(rowsOf(tokens, first, first + groups(end - start)))
  }
  return (item, chunk) => ({
    ...(deviations.latents > 0 ? { [NOISE_INPUTS.latents]: latentFeed(item, chunk) } : {}),
    ...(deviations.tokens > 0 ? { [NOISE_INPUTS.tokens]: tokenFeed(item, chunk) } : {}),
  })
}
