import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { retry } from '../../src/engine/memory/turns.js'
import type { Job, Lane } from '../../src/index.js'
import { amend, first, type Mutant, withLeases, withParts } from './mutant.js'

const whole = 'a job is taken as it was submitted, by an engine of another process too'
const once = 'a job that is submitted twice is there once: while it waits, runs and is dead'
const leaves = 'a job that is finished leaves, and may be submitted anew'
const inOrder = 'three hundred jobs that are submitted at once are taken first come, first taken'
const apart = 'lanes keep apart what differs in anything, whatever their names are'

/** A lane as an engine has it that tells fewer lanes apart. */
const coarse = (change: (lane: Lane) => Lane) => {
  const changed = (job: Job): Job => ({ ...job, lane: change(job.lane) })
  return withParts((engine) => ({
    submit: (jobs) => engine.submit(jobs.map(changed)),
    work: (lane, worker) => engine.work(change(lane), worker),
  }))
}

/** Mutants of submitting and taking. */
export const queueMutants: readonly Mutant[] = [
  {
    wrong: 'an engine that forgets the sounds of a job',
    made: withLeases(({ job }) => ({ job: { ...job, sounds: [] } })),
    breaks: whole,
    says: /^the job: [\s\S]+ sounds: \[\]/,
  },
  {
    wrong: 'an engine that counts deliveries from none',
    made: withLeases(({ deliveries }) => ({ deliveries: deliveries - 1 })),
    breaks: whole,
    says: /^deliveries and losses: \[ 0, 0 \]/,
  },
  {
    wrong: 'an engine that admits everything as new',
    made: withParts((engine) => ({
      submit: (jobs) =>
        pipe(
          engine.submit(jobs),
          TE.map((admissions) => admissions.map(({ id }) => ({ id, isNew: true }))),
        ),
    })),
    breaks: once,
    says: /^twice in one list/,
  },
  {
    wrong: 'an engine that tries a dead job again when it is submitted',
    made: withParts((engine, memory) => ({
      submit: (jobs) =>
        first(() => {
          for (const job of jobs) memory.ask((state) => retry(state, job))
        }, engine.submit(jobs)),
    })),
    breaks: once,
    says: /^taken while it is dead/,
  },
  {
    wrong: 'an engine that takes in a job again that runs',
    made: withParts((engine, memory) => ({
      submit: (jobs) =>
        first(() => {
          for (const job of jobs) amend(memory, job, (entry) => (entry.seat._tag === 'Running' ? null : entry))
        }, engine.submit(jobs)),
    })),
    breaks: once,
    says: /^while it runs: /,
  },
  {
    wrong: 'an engine that keeps what is finished',
    made: withLeases(() => ({ finish: TE.right(undefined) })),
    breaks: leaves,
    says: /^lanes when it is over/,
  },
  {
    wrong: 'an engine that remembers how often a finished job was taken',
    made: withLeases((lease) => ({ deliveries: 2, losses: lease.losses })),
    breaks: leaves,
    says: /^deliveries and losses: \[ 2, 0 \]/,
  },
  {
    wrong: 'an engine whose lanes are stacks',
    made: withParts((engine) => ({ submit: (jobs) => engine.submit(jobs.toReversed()) })),
    breaks: inOrder,
    says: /^what became of them/,
  },
  {
    wrong: 'an engine that takes in no more than 256 at once',
    made: withParts((engine) => ({
      submit: (jobs) =>
        pipe(
          engine.submit(jobs.slice(0, 256)),
          TE.map((admissions) => [...admissions, ...jobs.slice(256).map(({ id }) => ({ id, isNew: true }))]),
        ),
    })),
    breaks: inOrder,
    says: /^lanes: [\s\S]+ waiting: 256/,
  },
  {
    wrong: 'an engine whose lanes are told apart by the letters of their models',
    made: coarse((lane) => ({ ...lane, need: { ...lane.need, model: lane.need.model.replaceAll(/[^a-z]/g, '') } })),
    breaks: apart,
    says: /^what is new/,
  },
  {
    wrong: 'an engine whose lanes have no priority',
    made: coarse((lane) => ({ ...lane, priority: 'normal' })),
    breaks: apart,
    says: /^what is new/,
  },
  {
    wrong: 'an engine for which no memory is unknown memory',
    made: coarse((lane) => ({ ...lane, need: { ...lane.need, memory: lane.need.memory || null } })),
    breaks: apart,
    says: /^what is new/,
  },
  {
    wrong: 'an engine whose jobs are told apart by their ids alone',
    made: withParts((engine) => {
      const seen = new Set<string>()
      return {
        submit: (jobs) => {
          const admitted = jobs.map(({ id }) => ({ id, isNew: !seen.has(id) && seen.add(id).has(id) }))
          return pipe(
            engine.submit(jobs.filter((_, i) => admitted[i]?.isNew)),
            TE.map(() => admitted),
          )
        },
      }
    }),
    breaks: apart,
    says: /^what is new/,
  },
]
