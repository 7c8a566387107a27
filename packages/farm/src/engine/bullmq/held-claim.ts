import type { Claim, ClaimTable } from './bull-server.js'

/** The claim of a lease. */
export interface HeldClaim {
  /** Whether the job is its own from now on. */
  readonly take: () => Promise<boolean>
  /** Whether another has it, who is waited for. */
  readonly isTaken: () => Promise<boolean>
  /** Keeps it where it is its own, as often as the lease is renewed; false where another has it by now. */
  readonly renew: () => Promise<boolean>
  /** Lets go of it where it is its own; whether others wait for it. */
  readonly release: () => Promise<boolean>
}

/** See `HeldClaim`. */
export const heldClaim = (table: ClaimTable, claim: Claim): HeldClaim => {
  let isHeld = false
  let isOver = false
  let renewal: Promise<unknown> = Promise.resolve()
  const take = async (): Promise<boolean> => {
    if (isOver) return false
    isHeld = await table.take(claim)
    return isHeld
  }
  return {
    take,
    isTaken: () => table.isTaken(claim),
    renew: () => {
      if (!isHeld || isOver) return Promise.resolve(true)
      const renewed = take()
      renewal = renewed.catch(() => undefined)
      return renewed
    },
    release: async () => {
      isOver = true
      // one that is under way may come behind the release, and keep what nobody has
      await renewal
      if (!isHeld) return false
      isHeld = false
      return table.release(claim)
    },
  }
}
