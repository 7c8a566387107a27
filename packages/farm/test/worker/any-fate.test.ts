import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Priority } from '../../src/job/lane.js'
import { laneOf } from '../contract/samples.js'
import { jobOf, openFarm, scratch } from './farm.js'
import { undisturbed } from './quick-maker.js'

const folder = scratch()

/** What is done to a worker, after so many milliseconds. Another one comes in its place. */
const anyBlow = fc.record({
  after: fc.integer({ min: 0, max: 80_000 }),
  which: fc.nat(5),
  how: fc.constantFrom('kill', 'cutOff', 'stop', 'abort'),
})

/** A job that ends three workers is given up: so many blows, and no more, leave every job to be made. */
const mostBlows = 2

const anyJob = fc.record({
  steps: fc.integer({ min: 1, max: 12 }),
  submitter: fc.constantFrom('anna', 'ben'),
  model: fc.constantFrom('exemplar', 'large'),
  priority: fc.constantFrom<Priority>('high', 'normal'),
  sounds: fc.subarray(['a bell', 'a drum']),
})

const anyFate = fc.record({
  jobs: fc.array(anyJob, { minLength: 1, maxLength: 6 }),
  places: fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 3 }),
  blows: fc.array(anyBlow, { maxLength: mostBlows }),
  /** How wrong the clock of a worker is at each look, and when the whole list is sent once more. */
  jumps: fc.array(fc.integer({ min: -1_000_000, max: 1_000_000 }), { minLength: 1, maxLength: 5 }),
  again: fc.integer({ min: 0, max: 60_000 }),
})

it('whatever befalls the workers, every job is kept once, with the bits of an undisturbed run, and nothing is left', async () => {
  await fc.assert(
    fc.asyncProperty(anyFate, async ({ jobs: asked, places, blows, jumps, again }) => {
      const farm = openFarm(folder)
      const jobs = asked.map(({ steps, submitter, model, priority, sounds }, seed) =>
        jobOf(seed, steps, {
          lane: laneOf(submitter, { need: { model, memory: 2 }, priority }),
          sounds: sounds.map(farm.store.addSound),
        }),
      )
      let looks = 0
      const wrongBy = (): number => jumps[(looks += 1) % jumps.length] ?? 0
      const start = (some: number) => farm.start({ places: some, stepTime: 4000, wrongBy })
      const workers = places.map(start)
      const gone: unknown[] = []
      await farm.submit(jobs)
      const events = [
        ...blows.map(({ after, which, how }) => ({ after, how, which })),
        { after: again, how: 'again' as const, which: 0 },
      ]
      for (const { after, how, which } of events.toSorted((one, other) => one.after - other.after)) {
        await farm.time.until(() => farm.time.now() >= after)
        if (how === 'again') await farm.submit(jobs)
        else {
          const [worker] = workers.splice(which % workers.length, 1)
          worker?.[how]()
          gone.push(worker)
          workers.push(start(1))
        }
      }
      await farm.drained()
      expect(await farm.counts()).toEqual([])
      expect(jobs.map(({ id }) => farm.store.textOf(id))).toEqual(
        asked.map(({ sounds }, i) => undisturbed(jobs[i] ?? jobOf(i, 1), sounds)),
      )
      for (const worker of workers) await worker.leave()
      expect(farm.store.checkpoints.size).toBe(0)
      expect(workers.flatMap(({ leftovers }) => leftovers())).toEqual([])
      for (const { id } of jobs) expect(farm.events.findLast(({ job }) => job === id)).toMatchObject({ _tag: 'Done' })
    }),
    { numRuns: 12 },
  )
}, 180_000)
