import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { Memory } from '../../src/engine/memory/memory.js'
import { submit } from '../../src/engine/memory/turns.js'
import type { Engine, EngineError, Lane } from '../../src/index.js'
import type { MemoryParts } from './memory-trial.js'
import { withParts } from './mutant.js'
import { idOf, jobOf } from './samples.js'

/** The job that stands for what another program wrote: in memory nobody else can write. */
const foreign = jobOf(666)

const foreignError: EngineError = { _tag: 'EngineForeign', engine: 'memory', what: 'no job' }

/** An engine that looks at what it takes. */
const careful = withParts((engine) => ({
  work: (lane, worker) =>
    pipe(
      engine.work(lane, worker),
      TE.flatMap((lease) => (lease?.job.id === foreign.id ? TE.left(foreignError) : TE.right(lease))),
    ),
}))

/** An engine that is broken for good by what it does not know. */
const broken = withParts((engine) => {
  let isBroken = false
  return {
    work: (lane, worker) => async () => {
      const worked = await engine.work(lane, worker)()
      isBroken ||= worked._tag === 'Right' && worked.right?.job.id === foreign.id
      return isBroken ? TE.left(foreignError)() : worked
    },
  }
})

const plantedIn = (made?: (memory: Memory) => Engine): MemoryParts => {
  let planted: Memory | null = null
  return {
    ...(made === undefined ? {} : { made }),
    memory: (memory) => {
      planted = memory
      return memory
    },
    plant: async (lane: Lane) => {
      planted?.ask((state) => submit(state, [{ ...foreign, id: idOf(666), lane }]))
    },
  }
}

/** Trials in memory in which something foreign can be planted, by what the engine does with it. */
export const foreignTrials = { careful: plantedIn(careful), broken: plantedIn(broken), careless: plantedIn() }
