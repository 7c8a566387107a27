import type { Guidance, Refused } from '@sigmastream/core'
import type { Conditioning, Embedding } from '@sigmastream/model-sao/parts'
import type { Tensor } from '@sigmastream/tensor-files'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { type Golden, need } from './golden.js'

/** The guidance of `vdenoiser.*` and `ex.*`, by the definition of these names. */
export const RUN_GUIDANCE: Guidance = { scale: 7 }

const embedding = ({ shape, data }: Tensor): Embedding => ({ dims: shape, data })

/** A recorded tensor as what a network is told. Refused where there is none. */
export const embeddingNamed = (golden: Golden, name: string): E.Either<Refused, Embedding> =>
  pipe(need(golden, name), E.map(embedding))

/** The negative prompt as the network is told it: where the recorded mask is 0, zeros. */
const negativeOf = (golden: Golden): E.Either<Refused, Embedding> =>
  pipe(
    embeddingNamed(golden, 'cond.negative_cross_attn'),
    E.map(({ dims, data }) => {
      const mask = golden.tensors.get('cond.negative_cross_attn_mask')?.data
      const [width = 1] = dims.slice(-1)
      return {
        dims,
        data:
          mask === undefined
            ? data
            : Float32Array.from(data, (value, i) => (mask[Math.floor(i / width)] === 0 ? 0 : value)),
      }
    }),
  )

const firstOf = ({ dims: [, ...rest], data }: Embedding): Embedding => ({
  dims: [1, ...rest],
  data: data.subarray(
    0,
    rest.reduce((size, n) => size * n, 1),
  ),
})

/** The recorded conditioning, so that the network is compared by itself. Refused where it is not recorded. */
export const recordedConditioning = (
  golden: Golden,
  guidance: Guidance,
  negative = false,
): E.Either<Refused, Conditioning> =>
  pipe(
    E.Do,
    E.apS('crossAttention', embeddingNamed(golden, 'cond.cross_attn')),
    E.apS('global', embeddingNamed(golden, 'cond.global')),
    E.bind('away', ({ crossAttention }) => (negative ? negativeOf(golden) : E.right(crossAttention))),
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
