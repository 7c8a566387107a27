import { combine, type Denoiser, type Latent } from '@sigmastream/core'
import type { BranchDenoiser, BranchNetwork } from './branches.js'
import type { DitConfig } from './config.js'
import type { Network } from './network.js'
import { timeOf } from './noise-level.js'

const forEachItem = ({ shape: [batch] }: Latent, t: number): readonly number[] => Array.from({ length: batch }, () => t)

/** How a network is asked at a sigma, with `input` times x, and what its answer means: `x` x + `output` answer. */
interface Parameterisation {
  readonly input: number
  readonly x: number
  readonly output: number
}

/**
 * Of a network that answers v = cos(a) eps - sin(a) x0 at cos(a) x0 + sin(a) eps, a = pi t / 2: its denoiser is c_skip x
 * + c_out v(c_in x, t) with t = 2 atan(sigma) / pi. Salimans and Ho 2022, appendix D; k-diffusion `external.py`,
 * `VDenoiser`, at sigma_data 1.
 */
const ofV = (sigma: number): Parameterisation => {
  const root = Math.sqrt(sigma ** 2 + 1)
  return { input: 1 / root, x: 1 / root ** 2, output: -sigma / root }
}

/**
 * Of a network that answers v = eps - x0 at (1 - t) x0 + t eps. That is x / (1 + sigma) of x = x0 + sigma eps for t =
 * sigma / (1 + sigma), so every sampler and task applies unchanged; the reference's start t = 1 is the limit of large
 * sigma. Liu et al. 2022, eq. 1; stable-audio-tools `inference/sampling.py`, `sample_flow_pingpong` (denoised = x - t
 * v).
 */
const ofFlow = (sigma: number): Parameterisation => ({
  input: 1 / (1 + sigma),
  x: 1 / (1 + sigma),
  output: -timeOf('rectified_flow', sigma),
})

type Objective = DitConfig['objective']

const parameterisationOf = (objective: Objective): ((sigma: number) => Parameterisation) =>
  objective === 'v' ? ofV : ofFlow

const clockOf = (objective: Objective) => (objective === 'v' ? 'v' : 'rectified_flow')

/** What is done to every answer of a denoiser. */
type Ending = (denoised: Latent) => Latent

const asItIs: Ending = (denoised) => denoised

/** The denoiser that a network is, by what it was trained to answer; `ended` is done to what it answers. */
export const denoiserOf = (network: Network, objective: Objective, ended: Ending = asItIs): Denoiser => {
  const at = parameterisationOf(objective)
  return async (x, sigma, signal) => {
    const { input, x: skip, output } = at(sigma)
    const answer = await network(combine([input, x]), forEachItem(x, timeOf(clockOf(objective), sigma)), signal)
    return ended(combine([skip, x], [output, answer]))
  }
}

/** The same of each branch alone. */
export const branchDenoiserOf = (
  network: BranchNetwork,
  objective: Objective,
  ended: Ending = asItIs,
): BranchDenoiser => {
  const at = parameterisationOf(objective)
  return async (x, sigma, branches, signal) => {
    const { input, x: skip, output } = at(sigma)
    const t = forEachItem(x, timeOf(clockOf(objective), sigma))
    const answers = await network(combine([input, x]), t, branches, signal)
    return answers.map((answer) => ended(combine([skip, x], [output, answer])))
  }
}

/** What the network answers, as a combination of x and the denoised: where the loudness of guidance is compared. */
export const outputWeightsOf =
  (objective: Objective) =>
  (sigma: number): { readonly x: number; readonly denoised: number } => {
    const { x, output } = parameterisationOf(objective)(sigma)
    return { x: -x / output, denoised: 1 / output }
  }
