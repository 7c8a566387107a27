import type { Step } from '@sigmastream/core'
import {
  ddim,
  dpmpp2mSde,
  dpmpp3mSde,
  dpmppSde,
  euler,
  gradientEstimation,
  ipndm,
  pingPong,
  resMultistep,
} from '@sigmastream/samplers'
import { copiedDeis } from './copies/deis.js'
import { withIdleDraw } from './copies/idle-draw.js'
import { copiedIpndmV } from './copies/ipndm-v.js'
import { copiedUniPc } from './copies/unipc.js'
import { functionOf, type ReferenceRun } from './recorded-run.js'

/** Our step for a recorded function, with the options of a run. */
type StepOf = (run: ReferenceRun) => Step

const stochastic = ({ eta = 1, s_noise = 1 }: ReferenceRun): { readonly eta: number; readonly noise: number } => ({
  eta,
  noise: s_noise,
})

/** Of runs in sigma, by the function that was recorded. DDPM's posterior is DDIM's with eta 1. */
const inSigma = new Map<string, StepOf>([
  ['sample_ddpm', () => ddim({ eta: 1 })],
  ['sample_deis', ({ max_order = 3 }) => copiedDeis(max_order)],
  ['sample_ipndm', ({ max_order = 4 }) => ipndm({ order: max_order })],
  ['sample_ipndm_v', ({ max_order = 4 }) => copiedIpndmV(max_order)],
  ['UniPC.sample', ({ order = 3, variant = 'bh1' }) => copiedUniPc({ order, variant })],
  ['sample_lcm', () => pingPong()],
  ['sample_res_multistep', () => withIdleDraw(resMultistep())],
  ['sample_gradient_estimation', ({ ge_gamma = 2 }) => gradientEstimation({ gamma: ge_gamma })],
])

/** Of runs in flow time. What is the same step in any coordinates stands here as it is. */
const inFlow = new Map<string, StepOf>([
  ['sample_euler', () => euler()],
  ['sample_lcm', () => pingPong()],
  ['sample_dpmpp_sde', (run) => dpmppSde(stochastic(run))],
  ['sample_dpmpp_2m_sde', (run) => dpmpp2mSde({ ...stochastic(run), solver: run.solver_type ?? 'midpoint' })],
  ['sample_dpmpp_3m_sde', (run) => dpmpp3mSde(stochastic(run))],
])

/** The step of a recorded run, or `undefined` where there is none of ours. */
export const stepOf = (run: ReferenceRun): Step | undefined =>
  (run.parameterisation === 'flow' ? inFlow : inSigma).get(functionOf(run))?.(run)
