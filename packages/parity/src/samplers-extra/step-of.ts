import type { Step } from '@sigmastream/core'
import {
  type Ancestral,
  ddim,
  dpm2AncestralFlow,
  dpmpp2mSde,
  dpmpp2sAncestralFlow,
  dpmpp3mSde,
  dpmppSde,
  euler,
  eulerAncestralFlow,
  type GradientEstimation,
  gradientEstimation,
  gradientEstimationFlow,
  heunFlow,
  ipndm,
  pingPong,
  resMultistep,
  resMultistepFlow,
} from '@sigmastream/samplers'
import { copiedDeis } from './copies/deis.js'
import { withIdleDraw } from './copies/idle-draw.js'
import { copiedIpndmV } from './copies/ipndm-v.js'
import { copiedUniPc } from './copies/unipc.js'
import { functionOf, type ReferenceRun } from './recorded-run.js'

/** Our step for a recorded function, with the options of a run. */
type StepOf = (run: ReferenceRun) => Step

const ancestralOf = ({ eta = 1, s_noise = 1 }: ReferenceRun): Ancestral => ({ eta, noise: s_noise })

const gradientOf = ({ ge_gamma = 2 }: ReferenceRun): GradientEstimation => ({ gamma: ge_gamma })

/** Of runs in sigma, by the function that was recorded. DDPM's posterior is DDIM's with eta 1. */
const inSigma = new Map<string, StepOf>([
  ['sample_ddpm', () => ddim({ eta: 1 })],
  ['sample_lcm', () => pingPong()],
  ['sample_ipndm', ({ max_order = 4 }) => ipndm({ order: max_order })],
  ['sample_ipndm_v', ({ max_order = 4 }) => copiedIpndmV(max_order)],
  ['sample_deis', ({ max_order = 3 }) => copiedDeis(max_order)],
  ['UniPC.sample', ({ order = 3, variant = 'bh1' }) => copiedUniPc({ order, variant })],
  ['sample_res_multistep', () => withIdleDraw(resMultistep())],
  ['sample_gradient_estimation', (run) => gradientEstimation(gradientOf(run))],
])

/** Of runs in flow time. What is the same step in any coordinates stands here as it is. */
const inFlow = new Map<string, StepOf>([
  ['sample_euler', () => euler()],
  ['sample_lcm', () => pingPong()],
  ['sample_heun', () => heunFlow()],
  ['sample_euler_ancestral', (run) => eulerAncestralFlow(ancestralOf(run))],
  ['sample_dpm_2_ancestral', (run) => dpm2AncestralFlow(ancestralOf(run))],
  ['sample_dpmpp_2s_ancestral', (run) => dpmpp2sAncestralFlow(ancestralOf(run))],
  ['sample_dpmpp_sde', (run) => dpmppSde(ancestralOf(run))],
  ['sample_dpmpp_2m_sde', (run) => dpmpp2mSde({ ...ancestralOf(run), solver: run.solver_type ?? 'midpoint' })],
  ['sample_dpmpp_3m_sde', (run) => dpmpp3mSde(ancestralOf(run))],
  ['sample_res_multistep', () => withIdleDraw(resMultistepFlow())],
  ['sample_gradient_estimation', (run) => gradientEstimationFlow(gradientOf(run))],
])

/** The step of a recorded run, or `undefined` where there is none of ours. */
export const stepOf = (run: ReferenceRun): Step | undefined =>
  (run.parameterisation === 'flow' ? inFlow : inSigma).get(functionOf(run))?.(run)
