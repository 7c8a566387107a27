import type { Claim, ClaimTable } from './bull-server.js'

/** The claim of a lease. */
export interface HeldClaim {
  /** Whether the job is its own from now on. */
  readonly take: () => Promise<boolean>
  /** Whether another has it, who is waited for. */
  readonly isTaken: () => Promise<boolean>
  /** Keeps it where it is its own: as often as the lease is renewed. */
  readonly renew: () => Promise<unknown>
  /** Lets go of it where it is its own; whether others wait for it. */
  readonly release: () => Promise<boolean>
}

/** See `HeldClaim`. */
export const heldClaim = (table: ClaimTable, claim: Claim): HeldClaim => {
  let isHeld = false
  const take = async (): Promise<boolean> => {
    isHeld = await table.take(claim)
    return isHeld
  }
  return {
    take,
    isTaken: () => table.isTaken(claim),
    renew: async () => isHeld && take(),
    release: async () => {
      if (!isHeld) return false
      isHeld = false
      return table.release(claim)
    },
  }
}
