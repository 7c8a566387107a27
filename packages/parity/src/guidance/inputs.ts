import { type Latent, latent, type Refused, refuse, type Shape, sizeOf } from '@sigmastream/core'
import type { Tensor } from '@sigmastream/tensor-files'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { asLatent, need } from '../kdiffusion/shared-inputs.js'

/**
 * What the recorded guidance was given: x and a time for each item, and what three calls answered under three conditions.
 * `frames` is how many of each item count where a padding mask is used.
 */
export interface GuidanceInputs {
  readonly x: Latent
  readonly times: readonly number[]
  readonly cond: readonly Latent[]
  readonly uncond: readonly Latent[]
  readonly negative: readonly Latent[]
  readonly frames: readonly number[]
}

/** The calls of a tensor of four dimensions, each a latent. Refused where it is none. */
const callsIn = ({ shape, data }: Tensor, name: string): E.Either<Refused, readonly Latent[]> => {
  const [calls = 0, batch = 0, channels = 0, frames = 0] = shape
  const each: Shape = [batch, channels, frames]
  const size = sizeOf(each)
  return shape.length === 4
    ? E.traverseArray((i: number) => latent(each, data.subarray(i * size, (i + 1) * size)))(
        Array.from({ length: calls }, (_, i) => i),
      )
    : refuse(name, `${shape.length} dimensions`, 'four: calls, batch, channels, frames')
}

const callsOf = (tensors: ReadonlyMap<string, Tensor>, name: string): E.Either<Refused, readonly Latent[]> =>
  pipe(
    need(tensors, name),
    E.flatMap((tensor) => callsIn(tensor, name)),
  )

/** How many frames of each item the mask marks. */
const framesIn = ({ shape: [batch = 0, frames = 0], data }: Tensor): readonly number[] =>
  Array.from({ length: batch }, (_, item) =>
    [...data.subarray(item * frames, (item + 1) * frames)].reduce((sum, one) => sum + one, 0),
  )

/** Reads the inputs off the tensors. Refused where one is missing or of another form. */
export const guidanceInputs = (tensors: ReadonlyMap<string, Tensor>): E.Either<Refused, GuidanceInputs> =>
  pipe(
    E.Do,
    E.bind('x', () => asLatent(tensors, 'x')),
    E.bind('times', () => need(tensors, 't')),
    E.bind('cond', () => callsOf(tensors, 'cond')),
    E.bind('uncond', () => callsOf(tensors, 'uncond')),
    E.bind('negative', () => callsOf(tensors, 'negative')),
    E.bind('mask', () => need(tensors, 'padding_mask')),
    E.map(({ times, mask, ...rest }) => ({ ...rest, times: [...times.data], frames: framesIn(mask) })),
  )
