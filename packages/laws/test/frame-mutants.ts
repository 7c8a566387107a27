import { type Carry, fingerprintOf, type Latent, type Step } from '@sigmastream/core'
import { type FrameStorage, frameLaws, stepSubject } from '../src/index.js'
import type { Mutant } from './mutant.js'
import { adaptiveStep, euler, twoStep } from './samplers.js'

/** A frame as it is, with the plan that it is of. */
export const soundStorage: FrameStorage = (plan, frame) => ({ ...frame, plan: fingerprintOf(plan) })

const withCarry =
  (change: (carry: Carry) => Carry): FrameStorage =>
  (plan, frame) => ({ ...frame, carry: change(frame.carry), plan: fingerprintOf(plan) })

/** To sixteen bits and back, as a sound would be stored. */
const rounded = ({ shape, data }: Latent): Latent => ({
  shape,
  data: data.slice().map((value) => Math.round(value * 2 ** 15) / 2 ** 15),
})

const lawsOfStorage = (step: Step, storage: FrameStorage) => frameLaws(stepSubject('mutant', step), storage)

const sameRest = 'from a frame that was stored, the rest of the run has the same bits'
const refusedElsewhere = 'a stored frame of another plan is refused'

/** Storages of frames that are wrong in one thing. */
export const frameMutants: readonly Mutant[] = [
  {
    wrong: 'a storage that rounds',
    laws: lawsOfStorage(
      euler,
      withCarry((carry) => ({ ...carry, x: rounded(carry.x) })),
    ),
    breaks: sameRest,
    says: /after the stored frame \d+, frame \d+, x/,
  },
  {
    wrong: 'a storage that keeps no evaluations',
    laws: lawsOfStorage(
      twoStep,
      withCarry((carry) => ({ ...carry, past: [] })),
    ),
    breaks: sameRest,
    says: /after the stored frame \d+, frame \d+, x/,
  },
  {
    wrong: 'a storage that forgets what an adaptive solver keeps',
    laws: lawsOfStorage(
      adaptiveStep,
      withCarry((carry) => ({ ...carry, slot: null })),
    ),
    breaks: sameRest,
    says: /after the stored frame \d+|the controller/,
  },
  {
    wrong: 'a storage that says nothing of the plan',
    laws: lawsOfStorage(euler, (_, frame) => frame),
    breaks: refusedElsewhere,
    says: /the frame was taken for another plan/,
  },
  {
    wrong: 'a storage that says it of every plan',
    laws: lawsOfStorage(euler, (plan, frame) => ({ ...frame, plan: { ...fingerprintOf(plan), hash: '' } })),
    breaks: refusedElsewhere,
    says: /the frame was refused for its own plan/,
  },
]
