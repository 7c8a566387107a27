import { plan, type Step } from '@sigmastream/core'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { FlowForm } from './flow-form.js'
import type { Exactness } from './laws/exactness.js'

/** What the laws need to know of a sampler beside its step. */
export interface Traits {
  /** Whether its result depends on noise beyond the start. */
  readonly stochastic?: boolean
  /** Whether it decides for a batch as a whole, so that an item alone may be run in another way. */
  readonly batchwise?: boolean
  /** The order of convergence it claims; without one, none is measured. */
  readonly order?: number
  /** The weak order it claims of its noise: of mean and variance; without one, none is measured. */
  readonly weakOrder?: number
  /** The strong order it claims of its noise: on one Brownian path; without one, none is measured. */
  readonly strongOrder?: number
  /** Whether it must start at pure noise, sigma 1e12, as flow models do, or be refused there. */
  readonly pureNoise?: boolean
  /** Its step as it is written for flow models: with one, the two must give the same run. */
  readonly inFlow?: FlowForm
  /** The polynomials that it integrates exactly, where it claims some. */
  readonly exact?: Exactness
}

/** A sampler under test: a step, which may find its own intervals within the schedules that the laws give it. */
export interface Subject extends Traits {
  readonly name: string
  readonly step: Step
}

/** The subject of a step, by the name that reports call it. */
export const stepSubject = (name: string, step: Step, traits: Traits = {}): Subject => ({ ...traits, name, step })

/**
 * Whether the subject goes down a list of intervals; an adaptive one chooses them while it runs, and laws about a list
 * are not its.
 */
export const isListed = ({ step }: Subject): boolean =>
  pipe(
    plan({ step, schedule: [4, 2, 1, 0], shape: [1, 1, 1] }),
    E.match(
      () => true,
      ({ intervals }) => typeof intervals !== 'function',
    ),
  )
