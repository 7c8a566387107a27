import type { Step } from '@sigmastream/core'
import type { Network } from '@sigmastream/model-sao/parts'
import { dpmpp2m, dpmpp2mFlow, euler, pingPong } from '@sigmastream/samplers'
import type { FlowRun } from './golden.js'
import { rk4OnVelocities } from './rk4-on-velocities.js'

/** A sampler, and the sigma that stands for pure noise where it is not ours. */
export interface FlowSampler {
  readonly step: Step
  readonly pure?: number
}

type SamplerOf = (network: Network) => FlowSampler

/** The samplers of stable-audio-tools' rectified flows, by its names of them, for runs on a network. */
const samplers: ReadonlyMap<string, SamplerOf> = new Map<string, SamplerOf>([
  ['euler', () => ({ step: euler() })],
  ['pingpong', () => ({ step: pingPong() })],
  ['dpmpp', () => ({ step: dpmpp2mFlow() })],
  ['rk4', (network) => ({ step: rk4OnVelocities(network) })],
])

/**
 * Those that stable-audio-3 has otherwise: its log SNR of pure noise is that of 1e-10, and Runge and Kutta's method asks no
 * earlier than at 1e-5 (`inference/sampling.py`).
 */
const ofStableAudio3: ReadonlyMap<string, SamplerOf> = new Map<string, SamplerOf>([
  ['dpmpp', () => ({ step: dpmpp2m(), pure: 1e10 })],
  ['rk4', (network) => ({ step: rk4OnVelocities(network, 1e-5) })],
])

/** The sampler of a recorded run; `undefined` where it is not offered here. */
export const flowSampler = ({ sampler, apg_scale }: Pick<FlowRun, 'sampler' | 'apg_scale'>): SamplerOf | undefined =>
  (apg_scale === undefined ? undefined : ofStableAudio3.get(sampler)) ?? samplers.get(sampler)
