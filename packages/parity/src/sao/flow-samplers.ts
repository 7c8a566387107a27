import type { Step } from '@sigmastream/core'
import type { Network } from '@sigmastream/model-sao/parts'
import { dpmpp2mFlow, euler, pingPong } from '@sigmastream/samplers'
import { rk4OnVelocities } from './rk4-on-velocities.js'

/** The samplers of stable-audio-tools' rectified flows, by its names of them, for runs on a network. */
const samplers: ReadonlyMap<string, (network: Network) => Step> = new Map([
  ['euler', euler],
  ['pingpong', pingPong],
  ['dpmpp', dpmpp2mFlow],
  ['rk4', rk4OnVelocities],
])

/** The sampler of that name in stable-audio-tools; `undefined` where it is not offered here. */
export const flowSampler = (name: string): ((network: Network) => Step) | undefined => samplers.get(name)
