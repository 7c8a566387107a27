import type { Sampler } from '../sampler.js'
import { ddim } from '../solvers/ddim.js'
import { type Deis, deis } from '../solvers/deis.js'
import { dpmAdaptive } from '../solvers/dpm-adaptive.js'
import { dpmFast } from '../solvers/dpm-fast.js'
import { dpm2, dpm2Ancestral } from '../solvers/dpm2.js'
import { dpm2AncestralFlow } from '../solvers/dpm2-ancestral-flow.js'
import { dpmpp2m } from '../solvers/dpmpp-2m.js'
import { dpmpp2mFlow } from '../solvers/dpmpp-2m-flow.js'
import { dpmpp2mSde } from '../solvers/dpmpp-2m-sde.js'
import { dpmpp2sAncestral } from '../solvers/dpmpp-2s-ancestral.js'
import { dpmpp2sAncestralFlow } from '../solvers/dpmpp-2s-ancestral-flow.js'
import { dpmpp3mSde } from '../solvers/dpmpp-3m-sde.js'
import { type DpmppSde, dpmppSde } from '../solvers/dpmpp-sde.js'
import { type ErSde, erSde } from '../solvers/er-sde.js'
import { euler } from '../solvers/euler.js'
import { eulerAncestral } from '../solvers/euler-ancestral.js'
import { eulerAncestralFlow } from '../solvers/euler-ancestral-flow.js'
import { type GradientEstimation, gradientEstimation } from '../solvers/gradient-estimation.js'
import { gradientEstimationFlow } from '../solvers/gradient-estimation-flow.js'
import { heun } from '../solvers/heun.js'
import { heunFlow } from '../solvers/heun-flow.js'
import { ipndm } from '../solvers/ipndm.js'
import { lms } from '../solvers/lms.js'
import type { DpmAdaptive } from '../solvers/parts/adaptive-step.js'
import type { Multistep } from '../solvers/parts/multistep.js'
import type { SaSolver } from '../solvers/parts/stochastic-adams.js'
import { pingPong } from '../solvers/ping-pong.js'
import { resMultistep } from '../solvers/res-multistep.js'
import { resMultistepAncestral } from '../solvers/res-multistep-ancestral.js'
import { resMultistepFlow } from '../solvers/res-multistep-flow.js'
import { type Restart, restart } from '../solvers/restart.js'
import { rk4Flow } from '../solvers/rk4-flow.js'
import { saSolver, saSolverPece } from '../solvers/sa-solver.js'
import { expHeun, type Seeds2, seeds2 } from '../solvers/seeds-2.js'
import { seeds3 } from '../solvers/seeds-3.js'
import { type UniPc, unipc } from '../solvers/unipc.js'

/** Options of all samplers together: each reads its own. */
export interface SamplerOptions
  extends DpmppSde,
    Multistep,
    DpmAdaptive,
    GradientEstimation,
    Deis,
    UniPc,
    ErSde,
    Seeds2,
    SaSolver,
    Restart {}

/**
 * Every sampler by its name in the docs and on the command line: all are called alike, and each reads its own options.
 *
 * For names that come from outside there is {@link isSamplerName}.
 *
 * @example
 * ```ts
 * import { samplers } from '@sigmastream/samplers'
 *
 * console.log(samplers['dpmpp-2m-sde']({ eta: 0 }).family) // DPM-Solver++
 * ```
 */
export const samplers = {
  euler,
  'euler-ancestral': eulerAncestral,
  'euler-ancestral-flow': eulerAncestralFlow,
  heun,
  'heun-flow': heunFlow,
  'rk4-flow': rk4Flow,
  'dpm-2': dpm2,
  'dpm-2-ancestral': dpm2Ancestral,
  'dpm-2-ancestral-flow': dpm2AncestralFlow,
  lms,
  'ipndm-v': lms,
  ipndm,
  deis,
  unipc,
  'unipc-bh1': (options: SamplerOptions = {}) => unipc({ ...options, variant: 'bh1' }),
  'res-multistep': resMultistep,
  'res-multistep-ancestral': resMultistepAncestral,
  'res-multistep-flow': resMultistepFlow,
  'gradient-estimation': gradientEstimation,
  'gradient-estimation-flow': gradientEstimationFlow,
  'dpmpp-2s-ancestral': dpmpp2sAncestral,
  'dpmpp-2s-ancestral-flow': dpmpp2sAncestralFlow,
  'dpmpp-sde': dpmppSde,
  'dpmpp-2m': dpmpp2m,
  'dpmpp-2m-flow': dpmpp2mFlow,
  'dpmpp-2m-sde': dpmpp2mSde,
  'dpmpp-2m-sde-heun': (options: SamplerOptions = {}) => dpmpp2mSde({ ...options, solver: 'heun' }),
  'dpmpp-3m-sde': dpmpp3mSde,
  'dpm-fast': dpmFast,
  'dpm-adaptive': dpmAdaptive,
  'er-sde': erSde,
  'seeds-2': seeds2,
  'seeds-3': seeds3,
  'exp-heun-2-x0': expHeun,
  'exp-heun-2-x0-sde': (options: SamplerOptions = {}) => expHeun({ eta: 1, ...options }),
  'sa-solver': saSolver,
  'sa-solver-pece': saSolverPece,
  restart,
  ddim,
  'ping-pong': pingPong,
  lcm: pingPong,
} satisfies Readonly<Record<string, (options?: SamplerOptions) => Sampler>>

/** The name of a sampler. */
export type SamplerName = keyof typeof samplers
