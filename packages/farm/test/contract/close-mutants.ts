import { pipe } from 'fp-ts/lib/function.js'
import { concat, NEVER } from 'rxjs'
import type { JobPlace } from '../../src/index.js'
import { amend, anyway, type Mutant, never, thenDo, withLeases, withParts } from './mutant.js'

const ended = 'an engine that is closed ends nothing: what it had is lost in time, and others have the rest'
const answered = 'an engine that is closed answers nothing more, and lets nobody wait'

/** Mutants of closing. */
export const closeMutants: readonly Mutant[] = [
  {
    wrong: 'an engine that finishes what it has when it is closed',
    made: withParts((engine, memory) => {
      const mine: JobPlace[] = []
      return {
        work: (lane, worker) =>
          pipe(
            engine.work(lane, worker),
            thenDo((lease) => lease !== null && mine.push(lease.job)),
          ),
        close: async () => {
          for (const place of mine) amend(memory, place, () => null)
          await engine.close()
        },
      }
    }),
    breaks: ended,
    says: /^lanes: [\s\S]+ running: 1/,
  },
  {
    wrong: 'an engine that answers when it is closed',
    made: withParts(() => ({ close: async () => undefined })),
    breaks: answered,
    says: /^what is over: \[\]/,
  },
  {
    wrong: 'an engine whose readers wait for ever when it is closed',
    made: withParts((engine) => ({ events: (job) => concat(engine.events(job), NEVER) })),
    breaks: answered,
    says: /^what is over: \[ 'drain: Left' \]/,
  },
  {
    wrong: 'an engine whose readers wait for ever that come when it is closed',
    made: withParts((engine) => {
      let isClosed = false
      return {
        events: (job) => (isClosed ? NEVER : engine.events(job)),
        close: async () => {
          isClosed = true
          await engine.close()
        },
      }
    }),
    breaks: answered,
    says: /^whether who listens now is told that it is over: 2/,
  },
  {
    wrong: 'an engine that is drained when it is closed',
    made: withParts((engine) => ({ drain: anyway(engine.drain) })),
    breaks: answered,
    says: /^what is over: \[ 'drain: Right'/,
  },
  {
    wrong: 'an engine that tells no worker that it is closed',
    made: withLeases(() => ({ lost: never })),
    breaks: ended,
    says: /whether its workers are told/,
  },
  {
    wrong: 'an engine that keeps for ever what a closed one had',
    memory: (memory) => ({ ...memory, abandon: () => undefined }),
    breaks: ended,
    says: /no job waits/,
  },
]
