import type { Guidance, Refused } from '@sigmastream/core'
import type { Conditioning, Embedding } from '@sigmastream/model-sao/parts'
import type { Tensor } from '@sigmastream/tensor-files'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { type Golden, need } from './golden.js'

/** The guidance of `vdenoiser.*` and `ex.*`, by the definition of these names. */
export const RUN_GUIDANCE: Guidance = { scale: 7 }

const embedding = ({ shape, data }: Tensor): Embedding => ({ dims: shape, data })

const firstOf = ({ dims: [, ...rest], data }: Embedding): Embedding => ({
  dims: [1, ...rest],
  data: data.subarray(
    0,
    rest.reduce((size, n) => size * n, 1),
  ),
})

/** What a prompt says that is led away from: of Stable Audio 3 its padding is nothing, whatever was told of it. */
const maskedIn =
  ({ tensors }: Golden) =>
  ({ dims, data }: Embedding): Embedding => {
    const mask = tensors.get('cond.negative_cross_attn_mask')
    const width = dims.at(-1) ?? 1
    return mask === undefined
      ? { dims, data }
      : { dims, data: Float32Array.from(data, (value, i) => (mask.data[Math.floor(i / width)] === 0 ? 0 : value)) }
  }

/** The recorded conditioning, so that the network is compared by itself. Refused where it is not recorded. */
export const recordedConditioning = (
  golden: Golden,
  guidance: Guidance,
  negative = false,
): E.Either<Refused, Conditioning> =>
  pipe(
    E.Do,
    E.apS('crossAttention', pipe(need(golden, 'cond.cross_attn'), E.map(embedding))),
    E.apS('global', pipe(need(golden, 'cond.global'), E.map(embedding))),
    E.bind('away', ({ crossAttention }) =>
      negative
        ? pipe(need(golden, 'cond.negative_cross_attn'), E.map(embedding), E.map(maskedIn(golden)))
        : E.right(crossAttention),
    ),
    E.map(({ crossAttention, global, away }) => ({
      crossAttention,
      global,
      guidance,
      ...(negative ? { negative: away } : {}),
    })),
  )

/** The same of the first item alone. */
export const firstConditioning = (golden: Golden, guidance: Guidance): E.Either<Refused, Conditioning> =>
  pipe(
    recordedConditioning(golden, guidance),
    E.map(({ crossAttention, global }) => ({
      crossAttention: firstOf(crossAttention),
      global: firstOf(global),
      guidance,
    })),
  )
