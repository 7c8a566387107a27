import { build, type Latent, type Mask, maskedBlend } from '@sigmastream/core'

const isBetween = (share: number): boolean => share > 0 && share < 1

/**
 * The share of the prior in the posterior, element by element: of precisions 1 / deviation^2 and (1 - mask) / v, where v is
 * so that without noise in the observation the share is the mask. Nothing is divided by 0.
 */
export const sharesOf = (mask: Mask, observation: number, deviation: number): Latent =>
  observation === 0
    ? mask
    : build(mask.shape, (out) => {
        // Index below the length of the mask.
        for (let i = 0; i < out.length; i++) {
          const kept = (1 - mask.data[i]!) * observation ** 2
          out[i] = (kept + mask.data[i]! * deviation ** 2) / (kept + deviation ** 2)
        }
      })

/**
 * A sample of the product of two Gaussians: the prior of which `sample` is one, of noise `eps`, and what was observed.
 * Where one of them has all the weight it is that one itself.
 */
export const posteriorSample = (
  shares: Latent,
  sample: Latent,
  eps: Latent | null,
  deviation: number,
  observed: Latent,
): Latent => {
  const blended = maskedBlend(shares, sample, [[1, observed]])
  return eps === null || !shares.data.slice().some(isBetween)
    ? blended
    : build(blended.shape, (out) => {
        // Index below the length of all four, which have one shape: the noise of a blend is that of its smaller deviation.
        for (let i = 0; i < out.length; i++) {
          const share = shares.data[i]!
          const noise = isBetween(share) ? (Math.sqrt(share) - share) * deviation * eps.data[i]! : 0
          out[i] = noise === 0 ? blended.data[i]! : blended.data[i]! + noise
        }
      })
}
