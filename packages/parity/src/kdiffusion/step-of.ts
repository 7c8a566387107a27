import type { Step } from '@sigmastream/core'
import {
  type Churn,
  dpm2,
  dpm2Ancestral,
  dpmpp2m,
  dpmpp2mSde,
  dpmpp2sAncestral,
  dpmpp3mSde,
  dpmppSde,
  euler,
  eulerAncestral,
  heun,
  lms,
  withChurn,
} from '@sigmastream/samplers'
import type { RecordedRun } from './recorded-run.js'

/** k-diffusion draws for churn at every step, also where it adds none: hence churn of 0 rather than none. */
const churnOf = ({ s_churn = 0, s_tmin = 0, s_tmax = Infinity, s_noise = 1 }: RecordedRun): Churn => ({
  amount: s_churn,
  from: s_tmin,
  to: s_tmax,
  noise: s_noise,
})

const stochastic = ({ eta = 1, s_noise = 1 }: RecordedRun): { readonly eta: number; readonly noise: number } => ({
  eta,
  noise: s_noise,
})

/** Our step for a k-diffusion sampler that goes down a list of sigmas. */
const steps = new Map<string, (run: RecordedRun) => Step>([
  ['euler', (run) => withChurn(churnOf(run), euler())],
  ['heun', (run) => withChurn(churnOf(run), heun())],
  ['dpm_2', (run) => withChurn(churnOf(run), dpm2())],
  ['euler_ancestral', (run) => eulerAncestral(stochastic(run))],
  ['dpm_2_ancestral', (run) => dpm2Ancestral(stochastic(run))],
  ['lms', ({ order = 4 }) => lms({ order })],
  ['dpmpp_2s_ancestral', (run) => dpmpp2sAncestral(stochastic(run))],
  ['dpmpp_sde', (run) => dpmppSde({ ...stochastic(run), r: run.r ?? 0.5 })],
  ['dpmpp_2m', () => dpmpp2m()],
  ['dpmpp_2m_sde', (run) => dpmpp2mSde({ ...stochastic(run), solver: run.solver_type ?? 'midpoint' })],
  ['dpmpp_3m_sde', (run) => dpmpp3mSde(stochastic(run))],
])

/** The step of a recorded run, or `undefined` for a sampler that goes another way or is unknown. */
export const stepOf = (run: RecordedRun): Step | undefined => steps.get(run.sampler)?.(run)
