import fc from 'fast-check'
import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { expect, it } from 'vitest'
import type { EngineError } from '../../src/engine/error.js'
import type { WorkerStore } from '../../src/worker/worker.js'
import { laneOf } from '../contract/samples.js'
import { jobOf, openFarm, scratch, type TrialWorker } from './farm.js'
import { undisturbed } from './quick-maker.js'

const folder = scratch()

const need = { model: 'exemplar', memory: 1 }

/** The same job as two have sent it. */
const sharedJob = (seed: number, steps: number) => ({
  ofAnna: jobOf(seed, steps, { lane: laneOf('anna', { need }) }),
  ofBen: jobOf(seed, steps, { lane: laneOf('ben', { need }) }),
})

const startsOf = (workers: readonly TrialWorker[]): readonly number[] =>
  workers.flatMap(({ made }) => made.flatMap(({ starts }) => starts))

const anySent = fc.record({
  steps: fc.array(fc.integer({ min: 1, max: 8 }), { minLength: 1, maxLength: 6 }),
  /** Who sends which of them, in which order, and how soon it is wanted. */
  lists: fc.array(
    fc.record({
      picked: fc.uniqueArray(fc.nat(5), { minLength: 1, maxLength: 6 }),
      priority: fc.constantFrom<('high' | 'normal')[]>('high', 'normal'),
    }),
    { minLength: 2, maxLength: 3 },
  ),
  places: fc.array(fc.integer({ min: 1, max: 2 }), { minLength: 2, maxLength: 3 }),
})

it('however many send the same, and however many workers take it, each job is made once, and every submitter hears of it', async () => {
  await fc.assert(
    fc.asyncProperty(anySent, async ({ steps, lists, places }) => {
      const farm = openFarm(folder)
      const sent = lists.map(({ picked, priority }, who) =>
        picked.map((pick) => {
          const seed = pick % steps.length
          return jobOf(seed, steps[seed] ?? 1, { lane: laneOf(`s${who}`, { need, priority }) })
        }),
      )
      for (const jobs of sent) await farm.submit(jobs)
      const workers = places.map((some) => farm.start({ places: some }))
      await farm.drained()
      for (const worker of workers) await worker.leave()
      const ids = new Set(sent.flat().map(({ id }) => id))
      expect(startsOf(workers)).toEqual(Array.from(ids, () => 0))
      for (const job of sent.flat()) {
        expect(farm.store.textOf(job.id)).toBe(undisturbed(job, []))
        expect(farm.tagsOf(job).at(-1)).toBe('Done')
      }
      expect(await farm.counts()).toEqual([])
      expect(workers.map(({ tally }) => tally()?.['given-back'])).toEqual(workers.map(() => 0))
    }),
    { numRuns: 8 },
  )
})

it('who waits for a job that is made elsewhere has a place free for another', async () => {
  const farm = openFarm(folder)
  const { ofAnna, ofBen } = sharedJob(1, 30)
  const other = jobOf(2, 3, { lane: laneOf('ben', { need }) })
  await farm.submit([ofAnna])
  const first = farm.start()
  await farm.time.until(() => farm.tagsOf(ofAnna).includes('Step'))
  await farm.submit([ofBen, other])
  const second = farm.start()
  await farm.time.until(() => farm.store.noteOf(other.id) !== undefined)
  expect(farm.store.noteOf(ofAnna.id)).toBe(undefined)
  expect(second.remarks.filter(({ _tag }) => _tag === 'Shares')).toEqual([{ _tag: 'Shares', job: ofBen.id }])
  await farm.drained()
  for (const worker of [first, second]) await worker.leave()
  expect([first.tally(), second.tally()]).toMatchObject([{ made: 1 }, { made: 1, found: 1 }])
})

type SharedJob = ReturnType<typeof sharedJob>

/** Anna's job is made for so many steps, Ben sends the same and waits for it, and Anna cancels hers: the workers, gone. */
const cancelledByAnna = async (
  farm: ReturnType<typeof openFarm>,
  { ofAnna, ofBen }: SharedJob,
  steps: number,
): Promise<readonly TrialWorker[]> => {
  await farm.submit([ofAnna])
  const workers = [farm.start()]
  await farm.time.until(() => farm.tagsOf(ofAnna).filter((tag) => tag === 'Step').length >= steps)
  await farm.submit([ofBen])
  workers.push(farm.start())
  await farm.time.until(() => workers.some(({ remarks }) => remarks.some(({ _tag }) => _tag === 'Shares')))
  expect(await farm.desk.cancel(ofAnna)()).toEqual(E.right('told'))
  await farm.drained()
  for (const worker of workers) await worker.leave()
  return workers
}

it('one submitter cancels: the job of the other goes on from where it was, and is his alone', async () => {
  const farm = openFarm(folder)
  const { ofAnna, ofBen } = sharedJob(1, 20)
  const workers = await cancelledByAnna(farm, { ofAnna, ofBen }, 5)
  expect(farm.store.textOf(ofBen.id)).toBe(undisturbed(ofBen, []))
  const [first, then = 0, ...others] = startsOf(workers)
  expect([first, others]).toEqual([0, []])
  expect(then).toBeGreaterThanOrEqual(5)
  expect(farm.events.filter(({ _tag }) => _tag === 'Cancelled')).toMatchObject([{ job: ofAnna.id, submitter: 'anna' }])
  expect(farm.tagsOf(ofBen).at(-1)).toBe('Done')
  expect(farm.store.checkpoints.size).toBe(0)
})

it('one who waits for the job of another cancels: that one goes on undisturbed', async () => {
  const farm = openFarm(folder)
  const { ofAnna, ofBen } = sharedJob(1, 40)
  await farm.submit([ofAnna])
  const workers = [farm.start()]
  await farm.time.until(() => farm.tagsOf(ofAnna).includes('Checkpoint'))
  await farm.submit([ofBen])
  workers.push(farm.start())
  await farm.time.until(() => workers.some(({ remarks }) => remarks.some(({ _tag }) => _tag === 'Shares')))
  expect(await farm.desk.cancel(ofBen)()).toEqual(E.right('told'))
  await farm.time.until(() => farm.tagsOf(ofBen).includes('Cancelled'))
  expect(farm.store.checkpoints.size).toBe(1)
  await farm.drained()
  for (const worker of workers) await worker.leave()
  expect(startsOf(workers)).toEqual([0])
  expect(farm.events.filter(({ _tag }) => _tag === 'Cancelled')).toMatchObject([{ submitter: 'ben' }])
  expect(farm.store.textOf(ofAnna.id)).toBe(undisturbed(ofAnna, []))
})

/** A store that takes no result: found out late, as where a render runs away. */
const takesNothing = (store: WorkerStore): WorkerStore => ({
  ...store,
  keepResult: ({ job }) => TE.left({ _tag: 'TwoResults', job, bitsClass: 'any', hashes: ['a', 'b'] }),
})

it('what is given up while another waits for it is given up for both, with one fault, and was tried once', async () => {
  const farm = openFarm(folder)
  const { ofAnna, ofBen } = sharedJob(1, 5)
  const workers = [1, 2].map(() => farm.start({ storeHand: takesNothing }))
  await farm.submit([ofAnna, ofBen])
  await farm.drained()
  for (const worker of workers) await worker.leave()
  const letters = await farm.letters()
  expect(letters.map(({ job }) => job.lane.submitter).toSorted()).toEqual(['anna', 'ben'])
  expect(new Set(letters.map(({ fault }) => JSON.stringify(fault))).size).toBe(1)
  expect(startsOf(workers)).toEqual([0])
  expect(farm.events.flatMap((event) => (event._tag === 'Dead' ? [event.submitter] : [])).toSorted()).toEqual([
    'anna',
    'ben',
  ])
  // tried again, they are tried once more, together
  for (const { job } of letters) await farm.desk.retry(job)()
  const again = [farm.start(), farm.start()]
  await farm.drained()
  for (const worker of again) await worker.leave()
  expect(startsOf(again)).toEqual([0])
  expect(await farm.letters()).toEqual([])
})

const hour = 3_600_000

it('what is given up by a worker whose clock is behind is given up for who waits for it too', async () => {
  const farm = openFarm(folder)
  const { ofAnna, ofBen } = sharedJob(1, 5)
  await farm.submit([ofAnna])
  const maker = farm.start({ storeHand: takesNothing, wrongBy: () => -hour })
  await farm.time.until(() => farm.tagsOf(ofAnna).includes('Step'))
  await farm.submit([ofBen])
  const waiting = farm.start()
  await farm.drained()
  for (const worker of [maker, waiting]) await worker.leave()
  expect((await farm.letters()).map(({ job }) => job.lane.submitter).toSorted()).toEqual(['anna', 'ben'])
  expect(startsOf([maker, waiting])).toEqual([0])
})

it('what is given up is so for who waits for it too, though the engine did not tell of the letters when that began', async () => {
  const farm = openFarm(folder)
  const { ofAnna, ofBen } = sharedJob(1, 5)
  await farm.submit([ofAnna])
  const maker = farm.start({ storeHand: takesNothing })
  await farm.time.until(() => farm.tagsOf(ofAnna).includes('Step'))
  await farm.submit([ofBen])
  const away: EngineError = { _tag: 'EngineUnreachable', engine: 'postgres', message: 'it is away' }
  const silent = { times: 1 }
  const waiting = farm.start({
    engineHand: (engine) => ({
      ...engine,
      dead: async () => (silent.times-- > 0 ? E.left(away) : engine.dead()),
    }),
  })
  await farm.drained()
  for (const worker of [maker, waiting]) await worker.leave()
  expect(silent.times).toBeLessThan(0)
  expect((await farm.letters()).map(({ job }) => job.lane.submitter).toSorted()).toEqual(['anna', 'ben'])
  expect(startsOf([maker, waiting])).toEqual([0])
})

it('what was given up before, by a worker whose clock is ahead, is not given up for who waits for it now', async () => {
  const farm = openFarm(folder)
  const { ofAnna, ofBen } = sharedJob(1, 20)
  const ofCarla = jobOf(1, 20, { lane: laneOf('carla', { need }) })
  await farm.submit([ofCarla])
  const ahead = farm.start({ storeHand: takesNothing, wrongBy: () => hour })
  await farm.drained()
  await ahead.leave()
  await cancelledByAnna(farm, { ofAnna, ofBen }, 21)
  expect((await farm.letters()).map(({ job }) => job.lane.submitter)).toEqual(['carla'])
  expect(farm.store.textOf(ofBen.id)).toBe(undisturbed(ofBen, []))
})

it('a job whose worker is lost is made again by who waits for it, and by nobody else', async () => {
  const farm = openFarm(folder)
  const { ofAnna, ofBen } = sharedJob(1, 20)
  await farm.submit([ofAnna])
  const lost = farm.start()
  await farm.time.until(() => farm.tagsOf(ofAnna).includes('Step'))
  await farm.submit([ofBen])
  const workers = [farm.start(), farm.start()]
  await farm.time.until(() => workers.some(({ remarks }) => remarks.some(({ _tag }) => _tag === 'Shares')))
  lost.kill()
  await farm.drained()
  for (const worker of workers) await worker.leave()
  expect(startsOf(workers)).toHaveLength(1)
  expect(farm.store.textOf(ofBen.id)).toBe(undisturbed(ofBen, []))
  expect(workers.map(({ tally }) => tally()?.made).toSorted()).toEqual([0, 1])
})

it('a worker that is to leave gives back what it waits for, and what it makes goes on elsewhere', async () => {
  const farm = openFarm(folder)
  const { ofAnna, ofBen } = sharedJob(1, 20)
  await farm.submit([ofAnna])
  const first = farm.start()
  await farm.time.until(() => farm.tagsOf(ofAnna).includes('Step'))
  await farm.submit([ofBen])
  const second = farm.start()
  await farm.time.until(() => second.remarks.some(({ _tag }) => _tag === 'Shares'))
  await second.leave()
  expect(second.tally()).toMatchObject({ 'given-back': 1, made: 0 })
  expect((await farm.counts()).map(({ lane, waiting, running }) => [lane.submitter, waiting, running])).toEqual([
    ['anna', 0, 1],
    ['ben', 1, 0],
  ])
  const third = farm.start()
  await farm.time.until(() => third.remarks.some(({ _tag }) => _tag === 'Shares'))
  await first.leave()
  await farm.drained()
  await third.leave()
  const [begun, goneOn = 0, ...others] = startsOf([first, third])
  expect([begun, others]).toEqual([0, []])
  expect(goneOn).toBeGreaterThan(0)
  expect(farm.store.textOf(ofBen.id)).toBe(undisturbed(ofBen, []))
})

it('a worker whose claims fail gives back what it took, and makes it when they work again', async () => {
  const farm = openFarm(folder)
  const jobs = [jobOf(1, 2), jobOf(2, 2)]
  await farm.submit(jobs)
  const away: EngineError = { _tag: 'EngineUnreachable', engine: 'postgres', message: 'no right to insert' }
  const held = { now: 0, most: 0, failures: 3 }
  const worker = farm.start({
    engineHand: (engine) => ({
      ...engine,
      work: (lane, id) =>
        pipe(
          engine.work(lane, id),
          TE.map((lease) => {
            if (lease === null || held.failures === 0) return lease
            held.failures -= 1
            held.now += 1
            held.most = Math.max(held.most, held.now)
            const giveBack = pipe(
              TE.fromIO(() => void (held.now -= 1)),
              TE.flatMap(() => lease.giveBack),
            )
            return { ...lease, claim: TE.left(away), giveBack }
          }),
        ),
    }),
  })
  await farm.drained()
  await worker.leave()
  expect(held).toEqual({ now: 0, most: 1, failures: 0 })
  expect(worker.tally()).toMatchObject({ made: 2 })
})
