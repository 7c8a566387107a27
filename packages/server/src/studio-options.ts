import type { StudioFarm } from './room/farm/farm-settings.js'

/** How a studio is served. */
export interface StudioOptions {
  /** Where sounds and renders are kept; it is made where it is not there. */
  readonly folder: string
  /** Folders of Stable Audio checkpoints, beside the embedded model. */
  readonly models?: readonly string[]
  /** Loopback unless it is given; another asks for a token. */
  readonly host?: string
  /** Any that is free where it is 0. */
  readonly port: number
  readonly token?: string | null
  /** The folder of the built page; `null` where there is none. */
  readonly page?: string | null
  /** Bytes that sounds and renders may take: the oldest make way. */
  readonly mostBytes?: number
  /** How many renders are made at once: one unless it is said. */
  readonly atOnce?: number
  /** A farm that makes the renders, in place of threads of this process. Who opened it closes it. */
  readonly farm?: StudioFarm
  /** How many renders may wait. */
  readonly mostWaiting?: number
  /** Bytes of memory that a run may still take; what the machine has free unless it is given. */
  readonly availableMemory?: () => number
}
