import type { Denoised, Scored } from '../carry.js'
import { type Stage, stage } from '../stage.js'

/** Adds d, the derivative of the probability flow where the denoiser was really asked. */
export const score: Stage<Denoised, Scored> = stage('score', (flow) => ({
  ...flow,
  phase: 'scored',
  d: flow.evaluation,
}))
