import { combine, type Denoiser, type Latent } from '@sigmastream/core'
import type { DitConfig } from './config.js'
import type { Network } from './network.js'
import { timeOf } from './noise-level.js'

const forEachItem = ({ shape: [batch] }: Latent, t: number): readonly number[] => Array.from({ length: batch }, () => t)

/**
 * The denoiser of a network that answers v = cos(a) eps - sin(a) x0 at cos(a) x0 + sin(a) eps, a = pi t / 2: it is
 * c_skip x + c_out v(c_in x, t) with t = 2 atan(sigma) / pi. Salimans and Ho 2022, appendix D; k-diffusion
 * `external.py`, `VDenoiser`, at sigma_data 1.
 */
const vDenoiser =
  (network: Network): Denoiser =>
  async (x, sigma, signal) => {
    const root = Math.sqrt(sigma ** 2 + 1)
    const v = await network(combine([1 / root, x]), forEachItem(x, timeOf('v', sigma)), signal)
    return combine([1 / root ** 2, x], [-sigma / root, v])
  }

/**
 * The denoiser of a network that answers v = eps - x0 at (1 - t) x0 + t eps. That is x / (1 + sigma) of x = x0 + sigma
 * eps for t = sigma / (1 + sigma), so every sampler and task applies unchanged; the reference's start t = 1 is the
 * limit of large sigma. Liu et al. 2022, eq. 1; stable-audio-tools `inference/sampling.py`, `sample_flow_pingpong`
 * (denoised = x - t v).
 */
const rectifiedFlowDenoiser =
  (network: Network): Denoiser =>
  async (x, sigma, signal) => {
    const t = timeOf('rectified_flow', sigma)
    const v = await network(combine([1 / (1 + sigma), x]), forEachItem(x, t), signal)
    return combine([1 / (1 + sigma), x], [-t, v])
  }

/** The denoiser that a network is, by what it was trained to answer. */
export const denoiserOf = (network: Network, objective: DitConfig['objective']): Denoiser =>
  objective === 'v' ? vDenoiser(network) : rectifiedFlowDenoiser(network)
