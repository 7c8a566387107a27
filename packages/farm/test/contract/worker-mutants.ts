import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { WorkerCard } from '../../src/index.js'
import { first, type Mutant, thenDo, withParts } from './mutant.js'

const there = 'a worker is there as it last said, in every process, until it leaves'
const silent = 'a worker that is silent for too long is gone, and comes back when it speaks'

/** Mutants of who is there. */
export const workerMutants: readonly Mutant[] = [
  {
    wrong: 'an engine that knows the workers of its own process alone',
    made: withParts((engine) => {
      const mine = new Set<string>()
      return {
        announce: (card) => first(() => mine.add(card.id), engine.announce(card)),
        workers: pipe(
          engine.workers,
          TE.map((cards) => cards.filter(({ id }) => mine.has(id))),
        ),
      }
    }),
    breaks: there,
    says: /^workers: /,
  },
  {
    wrong: 'an engine that keeps what a worker said first',
    made: withParts((engine) => {
      const cards = new Map<string, WorkerCard>()
      return {
        announce: (card) =>
          first(() => cards.set(card.id, cards.get(card.id) ?? card), engine.announce(cards.get(card.id) ?? card)),
      }
    }),
    breaks: there,
    says: /^workers: /,
  },
  {
    wrong: 'an engine that lets nobody leave',
    made: withParts(() => ({ leave: () => TE.right(undefined) })),
    breaks: there,
    says: /^workers that are left: /,
  },
  {
    wrong: 'an engine that lets everybody leave with one',
    made: withParts((_, memory) => ({
      leave: () =>
        TE.fromIO(() => {
          for (const { id } of memory.workers()) memory.leave(id)
        }),
    })),
    breaks: there,
    says: /^workers that are left: \[\]/,
  },
  {
    wrong: 'an engine in which the silent are there for ever',
    memory: (memory) => {
      const cards = new Map<string, WorkerCard>()
      return {
        ...memory,
        announce: (card) => void cards.set(card.id, card),
        leave: (worker) => void cards.delete(worker),
        workers: () => [...cards.values()],
      }
    },
    breaks: silent,
    says: /^the silent: /,
  },
  {
    wrong: 'an engine in which who was silent once is gone for ever',
    made: withParts((engine, memory) => {
      const known = new Set<string>()
      return {
        announce: (card) =>
          first(
            () => known.add(card.id),
            known.has(card.id) && memory.workers().every(({ id }) => id !== card.id)
              ? TE.right(undefined)
              : pipe(
                  engine.announce(card),
                  thenDo(() => undefined),
                ),
          ),
      }
    }),
    breaks: silent,
    says: /^who speaks again: \[\]/,
  },
]
