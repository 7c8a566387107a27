import type { Interval } from '../../interval.js'
import { combine } from '../../numerics/combine.js'
import { type Carry, type Scored, withX } from '../carry.js'
import { line } from '../derivative.js'
import { type Stage, stage } from '../stage.js'

/** x + (to - from) d: one Euler step of the probability flow (k-diffusion `sample_euler`; Karras et al. 2022, alg. 1). */
export const eulerStep: Stage<Scored, Carry> = stage('eulerStep', (flow, { at }) =>
  withX(flow, combine(...line(flow.d, at))),
)

/** Euler's step to a sigma within the interval: how solvers reach the places where they ask the denoiser again. */
export const eulerTo = (sigmaOf: (at: Interval) => number): Stage<Scored, Carry> =>
  stage('eulerTo', (flow, { at }) => withX(flow, combine(...line(flow.d, { from: at.from, to: sigmaOf(at) }))))
