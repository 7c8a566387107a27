import { combine, type Engine, type Latent } from '@sigmastream/core'
import { mixtureDenoiser } from '@sigmastream/core/analytic'
import { keyed } from '@sigmastream/core/noise'

/** Five Gaussians over `[4, 16]`, whose every answer is known. */
const deviation = 0.3
const noise = keyed(20)
const means = combine([2, noise({ lane: 'means', at: { index: 0, of: 8, from: 1, to: 0 }, shape: [5, 4, 16] })])

/** The model that samplers are compared on, with noise of the same seed for all. */
export const engine: Engine = {
  denoiser: mixtureDenoiser({ means, weights: [0.3, 0.25, 0.2, 0.15, 0.1], deviation }),
  noise,
}

const size = 4 * 16
const places = Array.from({ length: size }, (_, i) => i)
const components = [0, 1, 2, 3, 4]

/** The squared distance of an item from the nearest Gaussian's mean. */
const squaredDistance = ({ data }: Latent, item: number): number =>
  Math.min(
    ...components.map((k) =>
      places.reduce((sum, i) => sum + ((data[item * size + i] ?? NaN) - (means.data[k * size + i] ?? NaN)) ** 2, 0),
    ),
  )

/**
 * How far the items of a result spread around the nearest Gaussian's mean, in parts of how far its samples do: 1 is
 * right, less is smoothed over, more is noise left behind.
 */
export const detailOf = (x: Latent): number => {
  const [batch] = x.shape
  const sum = Array.from({ length: batch }, (_, item) => squaredDistance(x, item)).reduce((a, b) => a + b, 0)
  return Math.sqrt(sum / (batch * size)) / deviation
}
