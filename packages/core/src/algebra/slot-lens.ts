import type { Carry } from './carry.js'
import type { Slot } from './slot.js'

/** How one solver, or one guidance, reads and writes its state. */
export interface SlotLens<A> {
  readonly of: (state: A) => Slot
  /** The state in a carry; `null` where the slot is empty or another's. Throws where it is no such state. */
  readonly get: (flow: Pick<Carry, 'slot'>) => A | null
  readonly set: (carry: Carry, state: A) => Carry
}

/** The lens of an owner: its name, and what tells its state from anything else (a checkpoint may come from a file). */
export const slotLens = <A>(owner: string, is: (state: unknown) => state is A): SlotLens<A> => {
  const of = (state: A): Slot => ({ owner, state })
  return {
    of,
    get: ({ slot }) => {
      if (slot?.owner !== owner) return null
      if (!is(slot.state)) throw new TypeError(`the slot of ${owner} holds no state of it`)
      return slot.state
    },
    set: (carry, state) => ({ ...carry, slot: of(state) }),
  }
}
