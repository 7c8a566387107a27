import { constant, type Latent } from '@sigmastream/core'
import type { GuidedCall } from './ask.js'
import type { GuidanceInputs } from './inputs.js'
import type { RecordedGuidance } from './recorded-guidance.js'

/** Makes a recorded result again; the values in the order of the recording. */
export type Make = (recorded: RecordedGuidance, inputs: GuidanceInputs) => Promise<readonly Latent[]>

/** A call whose answers stand for themselves, wherever it is asked. */
export const plainCall = (toward: Latent, away: Latent, neutral?: Latent): GuidedCall => ({
  x: constant(toward.shape, 0),
  sigma: 1,
  toward,
  away,
  ...(neutral === undefined ? {} : { neutral }),
})

/** The recorded calls, in order. */
export const plainCalls = ({ cond, uncond }: GuidanceInputs): readonly GuidedCall[] =>
  cond.map((toward, i) => plainCall(toward, uncond[i] ?? toward))
