import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { Memory } from '../../src/engine/memory/memory.js'
import { engineOn } from '../../src/engine/memory/memory-engine.js'
import { type Entry, entryAt, withEntry } from '../../src/engine/memory/state.js'
import type { Engine, EngineError, JobPlace, Lease } from '../../src/index.js'

/** An engine that is subtly wrong, the law that must notice, and what it must say. */
export interface Mutant {
  readonly wrong: string
  readonly made?: (memory: Memory) => Engine
  readonly memory?: (memory: Memory) => Memory
  readonly breaks: string
  readonly says: RegExp
}

/** A task of an engine. */
export type Asked<A> = TE.TaskEither<EngineError, A>

/** An engine of which some parts are put in the place of its own. */
export const withParts =
  (parts: (engine: Engine, memory: Memory) => Partial<Engine>) =>
  (memory: Memory): Engine => {
    const engine = engineOn(memory)
    return { ...engine, ...parts(engine, memory) }
  }

/** An engine whose leases are wrong in some parts. */
export const withLeases = (parts: (lease: Lease, memory: Memory, engine: Engine) => Partial<Lease>) =>
  withParts((engine, memory) => ({
    work: (lane, worker) =>
      pipe(
        engine.work(lane, worker),
        TE.map((lease) => (lease === null ? null : { ...lease, ...parts(lease, memory, engine) })),
      ),
  }))

/** Does something, and then a task. */
export const first = <A>(before: () => unknown, task: Asked<A>): Asked<A> => {
  return () => {
    before()
    return task()
  }
}

/** A task, and then something with what it gave. */
export const thenDo =
  <A>(after: (value: A) => unknown) =>
  (task: Asked<A>): Asked<A> =>
    pipe(
      task,
      TE.map((value) => {
        after(value)
        return value
      }),
    )

/** A task that does, whether it could or not. */
export const anyway = (task: Asked<unknown>): Asked<void> =>
  TE.orElse(() => TE.right<EngineError, void>(undefined))(TE.asUnit(task))

/** Lets a turn of the event loop pass. */
export const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** A signal that is never aborted. */
export const never = new AbortController().signal

/** Changes what a memory has of a job; `null` takes it out, wherever it is. */
export const amend = (memory: Memory, place: JobPlace, change: (entry: Entry) => Entry | null): void =>
  memory.ask((state) => {
    const entry = entryAt(state, place)
    return {
      state: entry === undefined ? state : withEntry(state, place, change(entry)),
      answer: undefined,
      effects: [],
    }
  })
