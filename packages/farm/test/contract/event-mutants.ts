import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { filter, map, merge, NEVER, Subject, take } from 'rxjs'
import type { JobEvent } from '../../src/index.js'
import { first, type Mutant, withParts } from './mutant.js'

const all = 'who listens to all hears every event of every job, whole and in order, in any process'
const late = 'who comes late to a job hears the newest event first, then what follows, and of no other job'
const burst = 'a burst is heard in order and to its end, whatever is left out, and no reader holds who tells it'

/** Mutants of telling and listening. */
export const eventMutants: readonly Mutant[] = [
  {
    wrong: 'an engine that tells nothing of how it ends',
    made: withParts((engine) => ({ events: (job) => engine.events(job).pipe(filter(({ _tag }) => _tag !== 'Done')) })),
    breaks: all,
    says: /^what is heard: /,
  },
  {
    wrong: 'an engine that cuts off what is long',
    made: withParts((engine) => ({
      publish: (event) =>
        engine.publish(event._tag === 'Preview' ? { ...event, picture: event.picture.slice(0, 99) } : event),
    })),
    breaks: all,
    says: /^what is heard: /,
  },
  {
    wrong: 'an engine that gives events ids of its own',
    made: withParts((engine) => {
      let count = 0
      return { publish: (event) => engine.publish({ ...event, id: `${++count}` }) }
    }),
    breaks: all,
    says: /^what is heard: [\s\S]+ id: '3'/,
  },
  {
    wrong: 'an engine that tells events in the wrong order',
    made: withParts((engine) => {
      let held: JobEvent | null = null
      return {
        publish: (event) => {
          const [one, other] = held === null ? [event, null] : [event, held]
          held = event._tag === 'Running' ? event : null
          if (held !== null) return TE.right(undefined)
          return pipe(
            engine.publish(one),
            TE.flatMap(() => (other === null ? TE.right(undefined) : engine.publish(other))),
          )
        },
      }
    }),
    breaks: all,
    says: /^what is heard: /,
  },
  {
    wrong: 'an engine that tells late readers nothing',
    made: withParts((engine) => ({
      events: (job) => engine.events().pipe(filter((event) => job === undefined || event.job === job)),
    })),
    breaks: late,
    says: /^what is heard at first: \[\]/,
  },
  {
    wrong: 'an engine that tells late readers the first event of a job',
    made: withParts((engine) => {
      const firsts = new Map<string, JobEvent>()
      return {
        publish: (event) => first(() => firsts.set(event.job, firsts.get(event.job) ?? event), engine.publish(event)),
        events: (job) =>
          engine
            .events(job)
            .pipe(map((event, i) => (i === 0 && job !== undefined ? (firsts.get(event.job) ?? event) : event))),
      }
    }),
    breaks: late,
    says: /^what is heard at first: [\s\S]+ done: 1,/,
  },
  {
    wrong: 'an engine that tells of other jobs too',
    made: withParts((engine) => ({
      events: (job) => (job === undefined ? engine.events() : merge(engine.events(job), engine.events())),
    })),
    breaks: late,
    says: /^what is heard then/,
  },
  {
    wrong: 'an engine whose readers of a job hear one event and no more',
    made: withParts((engine) => ({
      events: (job) => merge(engine.events(job).pipe(take(job === undefined ? Infinity : 1)), NEVER),
    })),
    breaks: late,
    says: /^what is heard then/,
  },
  {
    wrong: 'an engine whose readers are called by who tells',
    made: (() => {
      const direct = new Subject<JobEvent>()
      return withParts(() => ({
        publish: (event) => first(() => direct.next(event), TE.right(undefined)),
        events: () => direct,
      }))
    })(),
    breaks: burst,
    says: /^what readers were handed by who tells: 400/,
  },
  {
    wrong: 'an engine that leaves out the newest of a burst',
    made: withParts((engine) => ({
      events: (job) => engine.events(job).pipe(filter(({ _tag, id }) => _tag !== 'Step' || !id.startsWith('p-1-4'))),
    })),
    breaks: burst,
    says: /^what is heard last/,
  },
]
