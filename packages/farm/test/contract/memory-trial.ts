import type { Clock } from '../../src/engine/memory/clock.js'
import { type Memory, openMemory } from '../../src/engine/memory/memory.js'
import { engineOn } from '../../src/engine/memory/memory-engine.js'
import type { Engine } from '../../src/index.js'
import type { Effort, Trial } from './trial.js'

/** A clock that stands until it is put forward. */
export const handClock = (): Clock & { readonly advance: (milliseconds: number) => void } => {
  let time = 0
  const calls = new Set<{ readonly at: number; readonly call: () => void }>()
  return {
    now: () => time,
    after: (milliseconds, call) => {
      const one = { at: time + milliseconds, call }
      calls.add(one)
      return () => void calls.delete(one)
    },
    advance: (milliseconds) => {
      const until = time + milliseconds
      for (;;) {
        const [next] = [...calls].filter(({ at }) => at <= until).toSorted((one, other) => one.at - other.at)
        if (next === undefined) break
        calls.delete(next)
        time = next.at
        next.call()
      }
      time = until
    },
  }
}

/** What the laws may do with an engine in memory: no time passes. */
export const memoryEffort: Effort = { runs: 60, commands: 40, losses: 8, shrinks: true }

const leaseTime = 1000
const silence = 300

/** What a trial in memory is made of: to be replaced by what is wrong. */
export interface MemoryParts {
  readonly made?: (memory: Memory) => Engine
  readonly memory?: (memory: Memory) => Memory
  readonly plant?: Trial['plant']
}

/** Engines on one memory, and a clock that is put forward. */
export const memoryTrial = async ({ made = engineOn, memory: change, plant }: MemoryParts = {}): Promise<Trial> => {
  const clock = handClock()
  const opened = openMemory({ clock, leaseTime, silence })
  const memory = change?.(opened) ?? opened
  const engine = made(memory)
  const engines = [engine]
  return {
    engine,
    another: async () => {
      const other = made(memory)
      engines.push(other)
      return other
    },
    loseWorker: async ({ job }) => memory.abandon(job),
    untilLost: async () => clock.advance(leaseTime),
    untilSilent: async () => clock.advance(silence),
    soon: () => new Promise((resolve) => setImmediate(resolve)),
    plant: plant ?? null,
    end: async () => {
      for (const one of engines) await one.close()
    },
  }
}
