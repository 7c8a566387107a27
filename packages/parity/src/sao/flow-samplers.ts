import type { Step } from '@sigmastream/core'
import { sigmaOfTime } from '@sigmastream/core/schedules'
import type { Network } from '@sigmastream/model-sao/parts'
import { dpmpp2mFlow, euler, pingPong } from '@sigmastream/samplers'
import type { FlowRun } from './golden.js'
import { rk4OnVelocities } from './rk4-on-velocities.js'

/** How a run is walked: its step on a network, and the sigma of each of its times. */
export interface FlowSampler {
  readonly step: (network: Network) => Step
  readonly sigmaOf: (time: number) => number
}

const samplers: Readonly<Record<string, (network: Network) => Step>> = {
  euler,
  pingpong: pingPong,
  dpmpp: dpmpp2mFlow,
  rk4: rk4OnVelocities,
}

/** Whether a run is one of Stable Audio 3, whose runs say how much of guidance is projected. */
export const isStableAudio3 = ({ apg_scale }: FlowRun): boolean => apg_scale !== undefined

/** Where stable-audio-3 bounds numerator and denominator of log((1 - t) / t): what is said of pure noise counts. */
const LEAST = 1e-10

/** Where stable-audio-3 asks for the velocity at the end of a run. */
const END = 1e-5

/**
 * The sampler of a run by its name in stable-audio-tools and stable-audio-3, which differ where a run begins and ends;
 * `undefined` where it is not offered here.
 */
export const flowSampler = (run: FlowRun): FlowSampler | undefined => {
  const { sampler: name } = run
  const step = Object.hasOwn(samplers, name) ? samplers[name] : undefined
  if (step === undefined) return undefined
  if (!isStableAudio3(run)) return { step, sigmaOf: sigmaOfTime }
  return {
    step: name === 'rk4' ? (network) => rk4OnVelocities(network, END) : step,
    sigmaOf: name === 'dpmpp' ? (time) => Math.min(sigmaOfTime(time), 1 / LEAST) : sigmaOfTime,
  }
}
