import type { Step } from '@sigmastream/core'
import {
  ddim,
  dpmpp2mSde,
  dpmpp3mSde,
  dpmppSde,
  euler,
  eulerAncestral,
  gradientEstimation,
  pingPong,
  resMultistep,
  withCfgpp,
} from '@sigmastream/samplers'
import { copiedDpmpp2mCfgpp, copiedDpmpp2sCfgpp, copiedResCfgpp } from './copies/cfgpp.js'
import { copiedDeis } from './copies/deis.js'
import { withIdleDraw } from './copies/idle-draw.js'
import { copiedIpndmV } from './copies/ipndm-v.js'
import { functionOf, type ReferenceRun } from './recorded-run.js'

/** Our step for a recorded function, with the options of a run. */
type StepOf = (run: ReferenceRun) => Step

const stochastic = ({ eta = 1, s_noise = 1 }: ReferenceRun): { readonly eta: number; readonly noise: number } => ({
  eta,
  noise: s_noise,
})

/** Of runs under CFG++, which is the same step in any coordinates. */
const underCfgpp: readonly (readonly [name: string, step: StepOf])[] = [
  ['sample_euler_cfg_pp', () => withCfgpp(euler())],
  ['sample_euler_ancestral_cfg_pp', (run) => withCfgpp(eulerAncestral(stochastic(run)))],
]

/** Of runs in sigma, by the function that was recorded. DDPM's posterior is DDIM's with eta 1. */
const inSigma = new Map<string, StepOf>([
  ['sample_ddpm', () => ddim({ eta: 1 })],
  ['sample_deis', ({ max_order = 3 }) => copiedDeis(max_order)],
  ['sample_ipndm_v', ({ max_order = 4 }) => copiedIpndmV(max_order)],
  ['sample_lcm', () => pingPong()],
  ['sample_res_multistep', () => withIdleDraw(resMultistep())],
  ['sample_gradient_estimation', ({ ge_gamma = 2 }) => gradientEstimation({ gamma: ge_gamma })],
  ...underCfgpp,
  ['sample_dpmpp_2s_ancestral_cfg_pp', (run) => copiedDpmpp2sCfgpp(stochastic(run))],
  ['sample_dpmpp_2m_cfg_pp', () => copiedDpmpp2mCfgpp()],
  ['sample_res_multistep_cfg_pp', () => withIdleDraw(copiedResCfgpp(0))],
  ['sample_res_multistep_ancestral_cfg_pp', ({ eta = 1 }) => copiedResCfgpp(eta)],
  ['sample_gradient_estimation_cfg_pp', ({ ge_gamma = 2 }) => withCfgpp(gradientEstimation({ gamma: ge_gamma }))],
])

/** Of runs in flow time. What is the same step in any coordinates stands here as it is. */
const inFlow = new Map<string, StepOf>([
  ['sample_euler', () => euler()],
  ...underCfgpp,
  ['sample_lcm', () => pingPong()],
  ['sample_dpmpp_sde', (run) => dpmppSde(stochastic(run))],
  ['sample_dpmpp_2m_sde', (run) => dpmpp2mSde({ ...stochastic(run), solver: run.solver_type ?? 'midpoint' })],
  ['sample_dpmpp_3m_sde', (run) => dpmpp3mSde(stochastic(run))],
])

/** The step of a recorded run, or `undefined` where there is none of ours. */
export const stepOf = (run: ReferenceRun): Step | undefined =>
  (run.parameterisation === 'flow' ? inFlow : inSigma).get(functionOf(run))?.(run)
