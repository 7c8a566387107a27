import { inspect, isDeepStrictEqual } from 'node:util'
import type { Engine, Lane, Lease } from '../../src/index.js'

/** An engine on trial: a fresh one, on data of its own, and what a law cannot do through it. */
export interface Trial {
  readonly engine: Engine
  /** One more engine on the same data, as another process has it. */
  readonly another: () => Promise<Engine>
  /** From now on the lease is not renewed, as if its worker were killed or stood still; the worker may still come back. */
  readonly loseWorker: (lease: Lease) => Promise<void>
  /** Resolves when every lease that is not renewed any more is lost, and its job waits again. */
  readonly untilLost: () => Promise<void>
  /** Resolves when a worker that was announced before and has been silent since counts as gone. */
  readonly untilSilent: () => Promise<void>
  /** Lets what is under way arrive, a little: a turn of the event loop, or a few milliseconds. */
  readonly soon: () => Promise<void>
  /** Puts a job into a lane that no version of this program writes; `null` where nobody else can write. */
  readonly plant: ((lane: Lane) => Promise<void>) | null
  /** Closes every engine that it opened, and removes its data. */
  readonly end: () => Promise<void>
}

/** How much of the contract can be tried in the time that an engine takes. */
export interface Effort {
  /** How many sequences of commands are tried. */
  readonly runs: number
  /** How many commands each has at most. */
  readonly commands: number
  /** In how many of those a worker may be lost. */
  readonly losses: number
  /** Whether a sequence that breaks the law is made smaller, which tries it again many times; else it is shown as it is. */
  readonly shrinks?: boolean
}

/** A sentence of the contract. `holds` rejects, with what is wrong, where an engine breaks it. */
export interface ContractLaw {
  readonly name: string
  readonly holds: (trial: Trial, effort: Effort) => Promise<void>
}

/** Opens a fresh engine. */
export type OpenTrial = () => Promise<Trial>

const show = (value: unknown): string => inspect(value, { depth: 6, breakLength: 120 })

/** Ends a law where something is not what it must be. */
export const mustBe = <A>(what: string, seen: A, right: A): void => {
  if (!isDeepStrictEqual(seen, right)) throw new Error(`${what}: ${show(seen)} is not ${show(right)}`)
}

/** How often a law looks before it says that something does not come. */
const patience = 600

/** Looks until what was seen will do; what was seen last, whether it will or not. */
export const lookUntil = async <A>(
  { soon }: Pick<Trial, 'soon'>,
  look: () => A | Promise<A>,
  will: (seen: A) => boolean,
): Promise<A> => {
  let seen = await look()
  for (let looks = 0; looks < patience && !will(seen); looks++) {
    await soon()
    seen = await look()
  }
  return seen
}
