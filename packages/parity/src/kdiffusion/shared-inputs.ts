import { type Denoiser, type Latent, latent, type Refused, refuse, type Shape } from '@sigmastream/core'
import { mixtureDenoiser } from '@sigmastream/core/analytic'
import type { Tensor } from '@sigmastream/tensor-files'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'

/** The inputs that all runs of `samplers.safetensors` share; `noise` is one latent a draw. */
export interface SharedInputs {
  readonly start: Latent
  readonly sigmas: readonly number[]
  readonly noise: readonly Latent[]
  readonly denoiser: Denoiser
}

/** A tensor by its name. Refused where it is not there. */
export const need = (tensors: ReadonlyMap<string, Tensor>, name: string): E.Either<Refused, Tensor> => {
  const tensor = tensors.get(name)
  return tensor === undefined ? refuse(name, 'no such tensor', 'a recording that holds it') : E.right(tensor)
}

/** A tensor of three dimensions as a latent. Refused where it is none. */
export const asLatent = (tensors: ReadonlyMap<string, Tensor>, name: string): E.Either<Refused, Latent> =>
  pipe(
    need(tensors, name),
    E.flatMap(({ shape: [batch = 0, channels = 0, frames = 0], data }) => latent([batch, channels, frames], data)),
  )

const sliceLatents = ({ shape, data }: Tensor, each: Shape): readonly Latent[] => {
  const size = each[0] * each[1] * each[2]
  return Array.from({ length: shape[0] ?? 0 }, (_, i) => ({
    shape: each,
    data: data.subarray(i * size, (i + 1) * size),
  }))
}

/** Reads the shared inputs off the tensors. Refused where one is missing or is no latent. */
export const sharedInputs = (tensors: ReadonlyMap<string, Tensor>): E.Either<Refused, SharedInputs> =>
  pipe(
    E.Do,
    E.bind('start', () => asLatent(tensors, 'x_T')),
    E.bind('sigmas', () => need(tensors, 'sigmas')),
    E.bind('noise', () => need(tensors, 'noise')),
    E.bind('means', () => asLatent(tensors, 'gmm.mu')),
    E.bind('weights', () => need(tensors, 'gmm.weights')),
    E.bind('deviation', () => need(tensors, 'gmm.std')),
    E.map(({ start, sigmas, noise, means, weights, deviation }) => ({
      start,
      sigmas: [...sigmas.data],
      noise: sliceLatents(noise, start.shape),
      denoiser: mixtureDenoiser({ means, weights: [...weights.data], deviation: deviation.data[0] ?? NaN }),
    })),
  )
