import { batchItem, combine, type Denoiser, type Latent, type Refused, stack } from '@sigmastream/core'
import { sigmaOfTime } from '@sigmastream/core/schedules'
import type { Conditioning, Dit, Embedding, Network } from '@sigmastream/model-sao/parts'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { projectedGuidance } from './projected-guidance.js'

/** Guidance as Stable Audio 3 has it: `projected` is its `apg_scale`. */
export interface Strength {
  readonly scale: number
  readonly phi: number
  readonly projected: number
}

const itemOf = ({ dims: [items = 1, ...rest], data }: Embedding, item: number): Embedding => {
  const size = data.length / items
  return { dims: [1, ...rest], data: data.subarray(item * size, (item + 1) * size) }
}

/** What one item is told. */
const toldOf = ({ crossAttention, global, negative, local, padding }: Conditioning, item: number) => ({
  crossAttention: itemOf(crossAttention, item),
  global: itemOf(global, item),
  ...(negative === undefined ? {} : { negative: itemOf(negative, item) }),
  ...(local === undefined ? {} : { local: itemOf(local, item) }),
  ...(padding === undefined ? {} : { padding: { ...padding, valid: [padding.valid[item] ?? NaN] } }),
})

/** The velocity that a denoiser comes to at (1 - t) x0 + t n. */
const velocityAt = async (denoiser: Denoiser, x: Latent, t: number, signal: AbortSignal): Promise<Latent> => {
  const sigma = sigmaOfTime(t)
  return combine([1 / t, x], [-1 / t, await denoiser(combine([1 + sigma, x]), sigma, signal)])
}

/**
 * The network as Stable Audio 3 guides it, in its graph where nothing is projected; outside of it, and each item by
 * itself, for each may have a time of its own, where something is. Refused: what does not fit the network.
 */
export const guidedNetwork = (dit: Dit, conditioning: Conditioning, strength: Strength): E.Either<Refused, Network> => {
  const { scale, phi, projected } = strength
  if (scale === 1 || projected === 0) return dit.network({ ...conditioning, guidance: { scale, phi } })
  const items = Array.from({ length: conditioning.crossAttention.dims[0] ?? 1 }, (_, item) => item)
  return pipe(
    items,
    E.traverseArray((item) => {
      const told = toldOf(conditioning, item)
      const through = projectedGuidance({ scale, phi }, projected, told.padding?.valid ?? null)
      return dit.denoiser({ ...told, guidance: { scale: 1 }, through })
    }),
    E.map(
      (denoisers): Network =>
        async (x, times, signal) => {
          const answers: Latent[] = []
          for (const [item, denoiser] of denoisers.entries())
            answers.push(await velocityAt(denoiser, batchItem(x, item), times[item] ?? NaN, signal))
          const [first = x, ...more] = answers
          return stack([first, ...more])
        },
    ),
  )
}
