import { batchItem, build, combine, type Latent, type Refused, stack } from '@sigmastream/core'
import { sigmaOfTime } from '@sigmastream/core/schedules'
import type { Conditioning, Dit, Embedding, Network } from '@sigmastream/model-sao/parts'
import { adaptiveProjection, guidedDenoiser } from '@sigmastream/samplers'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'

/** Guidance as Stable Audio 3 has it: `projected` is its `apg_scale`. */
export interface Strength {
  readonly scale: number
  readonly phi: number
  readonly projected: number
}

type Through = NonNullable<Conditioning['through']>

const cut = ({ shape: [batch, channels, all], data }: Latent, from: number, to: number): Latent =>
  build([batch, channels, to - from], (out) => {
    for (let row = 0; row < batch * channels; row++)
      out.set(data.subarray(row * all + from, row * all + to), row * (to - from))
  })

const joined = (a: Latent, b: Latent): Latent =>
  build([a.shape[0], a.shape[1], a.shape[2] + b.shape[2]], (out) => {
    const [first, second] = [a.shape[2], b.shape[2]]
    for (let row = 0; row < a.shape[0] * a.shape[1]; row++) {
      out.set(a.data.subarray(row * first, (row + 1) * first), row * (first + second))
      out.set(b.data.subarray(row * second, (row + 1) * second), row * (first + second) + first)
    }
  })

/**
 * Adaptive projection of which only the first so many frames are a part; the others are led nowhere. Source:
 * stable-audio-3 `models/dit.py`, `apg_project`, all of whose guidance is projected.
 */
const projectedThrough =
  ({ scale, phi, projected }: Strength, valid: number): Through =>
  (branches, output) => {
    const rule = adaptiveProjection({ parallel: 1 - projected })
    return async (x, sigma, signal) => {
      const [toward = x, away = x] = await branches(x, sigma, ['toward', 'away'], signal)
      const answers = { toward: cut(toward, 0, valid), away: cut(away, 0, valid) }
      const conditions = { scale, phi, toward: 'toward', away: 'away', rule, output } as const
      const model = async (_: Latent, __: number, names: readonly (keyof typeof answers)[]) =>
        names.map((name) => answers[name])
      const guided = await guidedDenoiser(model, conditions)(cut(x, 0, valid), sigma, signal)
      return joined(guided, cut(toward, valid, x.shape[2]))
    }
  }

const itemOf = ({ dims: [items = 1, ...rest], data }: Embedding, item: number): Embedding => {
  const size = data.length / items
  return { dims: [1, ...rest], data: data.subarray(item * size, (item + 1) * size) }
}

/** What one item is told. */
const toldOf = (
  { crossAttention, global, negative, local, padding }: Conditioning,
  item: number,
): Omit<Conditioning, 'guidance'> => ({
  crossAttention: itemOf(crossAttention, item),
  global: itemOf(global, item),
  ...(negative === undefined ? {} : { negative: itemOf(negative, item) }),
  ...(local === undefined ? {} : { local: itemOf(local, item) }),
  ...(padding === undefined ? {} : { padding: { ...padding, valid: [padding.valid[item] ?? NaN] } }),
})

/** The velocity that a denoiser comes to at (1 - t) x0 + t n. */
const velocityOf =
  (denoiser: Network) =>
  async (x: Latent, t: number, signal: AbortSignal): Promise<Latent> => {
    const denoised = await denoiser(x, [t], signal)
    return combine([1 / t, x], [-1 / t, denoised])
  }

/**
 * The network as Stable Audio 3 guides it, each item by itself: in its graph where nothing is projected, outside of it
 * where something is. Refused: what does not fit the network.
 */
export const guidedNetwork = (dit: Dit, conditioning: Conditioning, strength: Strength): E.Either<Refused, Network> => {
  const { scale, phi, projected } = strength
  if (scale === 1 || projected === 0) return dit.network({ ...conditioning, guidance: { scale, phi } })
  const items = Array.from({ length: conditioning.crossAttention.dims[0] ?? 1 }, (_, item) => item)
  return pipe(
    items,
    E.traverseArray((item) => {
      const told = toldOf(conditioning, item)
      const valid = told.padding?.valid[0]
      const through: Through = (branches, output) => async (x, sigma, signal) =>
        projectedThrough(strength, valid ?? x.shape[2])(branches, output)(x, sigma, signal)
      return dit.denoiser({ ...told, guidance: { scale: 1 }, through })
    }),
    E.map((denoisers): Network => {
      const velocities = denoisers.map((denoiser) =>
        velocityOf((x, [t = NaN], signal) => {
          const sigma = sigmaOfTime(t)
          return Promise.resolve(denoiser(combine([1 + sigma, x]), sigma, signal))
        }),
      )
      return async (x, times, signal) => {
        const answers: Latent[] = []
        for (const [item, velocity] of velocities.entries())
          answers.push(await velocity(batchItem(x, item), times[item] ?? NaN, signal))
        const [first = x, ...more] = answers
        return stack([first, ...more])
      }
    }),
  )
}
