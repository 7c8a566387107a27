import type { Step } from '@sigmastream/core'
import { sigmaOfTime } from '@sigmastream/core/schedules'
import {
  type Ancestral,
  ddim,
  dpm2AncestralFlow,
  dpmpp2mSde,
  dpmpp2sAncestralFlow,
  dpmpp3mSde,
  dpmppSde,
  erSde,
  euler,
  eulerAncestral,
  eulerAncestralFlow,
  type GradientEstimation,
  gradientEstimation,
  gradientEstimationFlow,
  heunFlow,
  ipndm,
  pingPong,
  type Restart,
  resMultistep,
  resMultistepAncestral,
  resMultistepFlow,
  restart,
  type SaSolver,
  saSolver,
  saSolverPece,
  seeds2,
  seeds3,
  withCfgpp,
} from '@sigmastream/samplers'
import { copiedDpmpp2mCfgpp, copiedDpmpp2sCfgpp, copiedResCfgpp } from './copies/cfgpp.js'
import { copiedDeis } from './copies/deis.js'
import { withIdleDraw } from './copies/idle-draw.js'
import { copiedIpndmV } from './copies/ipndm-v.js'
import { copiedUniPc } from './copies/unipc.js'
import { functionOf, type ReferenceRun } from './recorded-run.js'

/** Our step for a recorded function, with the options of a run. */
type StepOf = (run: ReferenceRun) => Step

const ancestralOf = ({ eta = 1, s_noise = 1 }: ReferenceRun): Ancestral => ({ eta, noise: s_noise })

const gradientOf = ({ ge_gamma = 2 }: ReferenceRun): GradientEstimation => ({ gamma: ge_gamma })

/** tau^2 is our eta; its range is told in the run's own levels, sigma or flow time. */
const saOf = (run: ReferenceRun): SaSolver => {
  const { tau = 1, tau_start_sigma = Infinity, tau_end_sigma = 0, predictor_order = 3, corrector_order = 4 } = run
  const level = run.parameterisation === 'flow' ? sigmaOfTime : (sigma: number) => sigma
  return {
    predictor: predictor_order,
    corrector: corrector_order,
    eta: tau ** 2,
    within: { low: level(tau_end_sigma), high: level(tau_start_sigma) },
    secondOrder: run.simple_order_2 === true ? 'simple' : 'exact',
  }
}

/** The recorded list counts the sigmas of a way down, ours its steps. */
const restartOf = ({ restart_list = {}, s_noise = 1 }: ReferenceRun): Restart => ({
  jumps: Object.entries(restart_list).map(([low, [sigmas, times, high]]) => ({
    low: Number(low),
    high,
    times,
    steps: sigmas - 1,
  })),
  noise: s_noise,
})

/** Of runs in sigma and in flow time: the same step in any coordinates. */
const inBoth: readonly (readonly [name: string, step: StepOf])[] = [
  ['sample_lcm', () => pingPong()],
  ['sample_euler_cfg_pp', () => withCfgpp(euler())],
  ['sample_euler_ancestral_cfg_pp', (run) => withCfgpp(eulerAncestral(ancestralOf(run)))],
  ['sample_er_sde', (run) => erSde({ ...ancestralOf(run), terms: run.max_stage ?? 3 })],
  ['sample_seeds_2', (run) => seeds2({ ...ancestralOf(run), r: run.r ?? 0.5 })],
  ['sample_seeds_3', (run) => seeds3(ancestralOf(run))],
  ['sample_sa_solver', (run) => saSolver(saOf(run))],
  ['sample_sa_solver_pece', (run) => saSolverPece(saOf(run))],
]

/** Of runs in sigma, by the function that was recorded. DDPM's posterior is DDIM's with eta 1. */
const inSigma = new Map<string, StepOf>([
  ...inBoth,
  ['sample_ddpm', () => ddim({ eta: 1 })],
  ['sample_ipndm', ({ max_order = 4 }) => ipndm({ order: max_order })],
  ['sample_ipndm_v', ({ max_order = 4 }) => copiedIpndmV(max_order)],
  ['sample_deis', ({ max_order = 3 }) => copiedDeis(max_order)],
  ['UniPC.sample', ({ order = 3, variant = 'bh1' }) => copiedUniPc({ order, variant })],
  ['sample_res_multistep', () => withIdleDraw(resMultistep())],
  ['sample_res_multistep_ancestral', (run) => resMultistepAncestral(ancestralOf(run))],
  ['restart_sampler', (run) => restart(restartOf(run))],
  ['sample_gradient_estimation', (run) => gradientEstimation(gradientOf(run))],
  ['sample_dpmpp_2s_ancestral_cfg_pp', (run) => copiedDpmpp2sCfgpp(ancestralOf(run))],
  ['sample_dpmpp_2m_cfg_pp', () => copiedDpmpp2mCfgpp()],
  ['sample_res_multistep_cfg_pp', () => withIdleDraw(copiedResCfgpp(0))],
  ['sample_res_multistep_ancestral_cfg_pp', ({ eta = 1 }) => copiedResCfgpp(eta)],
  ['sample_gradient_estimation_cfg_pp', (run) => withCfgpp(gradientEstimation(gradientOf(run)))],
])

/** Of runs in flow time. What is the same step in any coordinates stands here as it is. */
const inFlow = new Map<string, StepOf>([
  ...inBoth,
  ['sample_euler', () => euler()],
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
