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
export const memoryEffort: Effort = { runs: 60, commands: 40, losses: 8 }

const leaseTime = 1000
const silence = 300

/** Engines on one memory, made anew by `made`, and a clock that is put forward. */
export const memoryTrial = async (made: (memory: Memory) => Engine = engineOn): Promise<Trial> => {
  const clock = handClock()
  const memory = openMemory({ clock, leaseTime, silence })
  const engines = [made(memory)]
  const another = async (): Promise<Engine> => {
    const engine = made(memory)
    engines.push(engine)
    return engine
  }
  return {
    engine: engines[0] ?? made(memory),
    another,
    loseWorker: async ({ job }) => memory.abandon(job),
    untilLost: async () => clock.advance(leaseTime),
    untilSilent: async () => clock.advance(silence),
    soon: () => new Promise((resolve) => setImmediate(resolve)),
    plant: null,
    end: async () => {
      for (const engine of engines) await engine.close()
    },
  }
}
