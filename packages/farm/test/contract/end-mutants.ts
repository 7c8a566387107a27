import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { retry } from '../../src/engine/memory/turns.js'
import type { DeadLetter } from '../../src/index.js'
import { amend, anyway, first, type Mutant, thenDo, withLeases, withParts } from './mutant.js'

const next = 'a job that is given back is next, and has lost no worker'
const endedOnce = 'a lease is ended once: after that it is lost, and changes nothing'
const dead = 'a job that is given up is a dead letter, the oldest first, until it is tried again with no losses'

const anew = 'a job that is given up once more has its new letter alone, which everyone sees alike'

/** Mutants of ending leases. */
export const endMutants: readonly Mutant[] = [
  {
    wrong: 'an engine that puts behind all others what is given back',
    made: withLeases((lease, _, engine) => ({
      giveBack: pipe(
        lease.finish,
        TE.flatMap(() => TE.asUnit(engine.submit([lease.job]))),
      ),
    })),
    breaks: next,
    says: /^who is next while others wait/,
  },
  {
    wrong: 'an engine that gives a job back to the place of one that waits',
    made: withParts((_, memory) => {
      memory.ask((state) => ({ state: { ...state, front: 1 }, answer: undefined, effects: [] }))
      return {}
    }),
    breaks: next,
    says: /^who is next while others wait: [\s\S]+3'/,
  },
  {
    wrong: 'an engine for which giving back is a loss',
    made: withLeases((lease, memory) => ({
      giveBack: pipe(
        lease.giveBack,
        thenDo(() => amend(memory, lease.job, (entry) => ({ ...entry, losses: entry.losses + 1 }))),
      ),
    })),
    breaks: next,
    says: /^losses and deliveries: \[ 1, 2 \]/,
  },
  {
    wrong: 'an engine that lets a lease be finished twice',
    made: withLeases((lease) => ({ finish: anyway(lease.finish) })),
    breaks: endedOnce,
    says: /^it did/,
  },
  {
    wrong: 'an engine that takes a finished job out of the dead',
    made: withLeases((lease, memory) => ({
      finish: first(() => memory.ask((state) => retry(state, lease.job)), lease.finish),
    })),
    breaks: endedOnce,
    says: /^what there is after bury/,
  },
  {
    wrong: 'an engine that shows the newest of the dead first',
    made: withParts((engine) => ({
      dead: pipe(
        engine.dead,
        TE.map((letters) => letters.toReversed()),
      ),
    })),
    breaks: dead,
    says: /^the dead/,
  },
  {
    wrong: 'an engine that says it tries again what is not dead',
    made: withParts((engine) => ({
      retry: (place) =>
        pipe(
          engine.retry(place),
          TE.map(() => true),
        ),
    })),
    breaks: dead,
    says: /^retry of one that is not dead: true/,
  },
  {
    wrong: 'an engine that drops what is given up',
    made: withLeases((lease) => ({ bury: () => lease.finish })),
    breaks: dead,
    says: /^the dead: \[\]/,
  },
  {
    wrong: 'an engine that keeps the first letter of a job',
    made: withParts((engine) => {
      const letters = new Map<string, DeadLetter>()
      return {
        dead: pipe(
          engine.dead,
          TE.map((read) =>
            read.map((letter) => {
              const kept = letters.get(letter.job.id) ?? letter
              letters.set(letter.job.id, kept)
              return kept
            }),
          ),
        ),
        retry: (place) =>
          pipe(
            engine.dead,
            thenDo((read) => read.forEach((letter) => letters.set(letter.job.id, letter))),
            TE.flatMap(() => engine.retry(place)),
          ),
      }
    }),
    breaks: anew,
    says: /^the dead: [\s\S]+at: 5/,
  },
  {
    wrong: 'an engine that says when it was asked for its dead, not when they were given up',
    made: withParts((engine) => {
      let asked = 0
      return {
        dead: pipe(
          engine.dead,
          TE.map((read) => read.map((letter) => ({ ...letter, at: letter.at + asked++ }))),
        ),
      }
    }),
    breaks: anew,
    says: /^the dead: [\s\S]+at: 8/,
  },
]
