import { type Lane, type Latent, type Slot, slotLens } from '@sigmastream/core'

/** Noise of one lane, as a tape has it. */
export interface TapedDraw {
  readonly lane: Lane
  readonly noise: Latent
}

/** What an inversion leaves in a frame: the noise that it took on that interval, and the slot of the sampler itself. */
export interface InversionState {
  readonly taken: readonly TapedDraw[]
  readonly own: Slot | null
}

const isState = (state: unknown): state is InversionState =>
  typeof state === 'object' && state !== null && 'taken' in state && Array.isArray(state.taken) && 'own' in state

/** Where a frame has it. */
export const inversionSlot = slotLens<InversionState>('inversion', isState)

/** The lane of what the last step leaves of the recording: it is added as it is. */
export const remainderLane = 'remainder'
