import { type Slot, slotLens } from '@sigmastream/core'

/** What guidance left in each window, in order; `null` where it left nothing. */
type WindowSlots = readonly (Slot | null)[]

const isSlot = (slot: unknown): boolean =>
  slot === null || (typeof slot === 'object' && 'owner' in slot && typeof slot.owner === 'string' && 'state' in slot)

/** Whether a value is the states of windows: a checkpoint may come from a file. */
const areWindowSlots = (state: unknown): state is WindowSlots => Array.isArray(state) && state.every(isSlot)

/** Where an evaluation has the states of all windows. */
export const windowSlots = slotLens<WindowSlots>('windows', areWindowSlots)
