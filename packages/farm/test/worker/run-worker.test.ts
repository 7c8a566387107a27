import { createHash } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { either as E } from 'fp-ts'
import { expect, it } from 'vitest'
import { farmStore, folderStore } from '../../src/index.js'
import { mostLosses } from '../../src/worker/setback.js'
import { laneOf, orThrow } from '../contract/samples.js'
import { jobOf, openFarm, scratch } from './farm.js'
import { throughHand } from './map-store.js'
import { undisturbed } from './quick-maker.js'

const folder = scratch()

const stepsIn = (tags: readonly string[]): number => tags.filter((tag) => tag === 'Step').length

it('a job is made from its sounds, told of from beginning to end, and leaves nothing behind', async () => {
  const farm = openFarm(folder)
  const job = jobOf(1, 5, { sounds: [farm.store.addSound('a bell'), farm.store.addSound('a drum')] })
  await farm.submit([job])
  const worker = farm.start()
  await farm.drained()
  expect(farm.store.textOf(job.id)).toBe(undisturbed(job, ['a bell', 'a drum']))
  expect(farm.tagsOf(job).filter((tag) => tag !== 'Preview')).toEqual(['Running', ...Array(5).fill('Step'), 'Done'])
  expect(farm.events.find(({ _tag }) => _tag === 'Done')).toMatchObject({
    worker: worker.id,
    content: farm.store.noteOf(job.id)?.content,
  })
  await worker.leave()
  expect(worker.tally()).toEqual({ made: 1, found: 0, dead: 0, cancelled: 0, lost: 0, 'given-back': 0 })
  expect(worker.leftovers()).toEqual([])
  expect(await farm.counts()).toEqual([])
})

it('a worker that is killed loses only what came after its last checkpoint, and the next ends with the same bits', async () => {
  const farm = openFarm(folder)
  const job = jobOf(1, 20)
  await farm.submit([job])
  const first = farm.start({ stepTime: 4000 })
  await farm.time.until(() => farm.time.now() > 45_000)
  first.kill()
  const second = farm.start({ stepTime: 4000 })
  await farm.drained()
  expect(farm.store.textOf(job.id)).toBe(undisturbed(job, []))
  const [from = 0] = second.made.flatMap(({ starts }) => starts)
  expect(from).toBeGreaterThanOrEqual(4)
  expect(farm.events.filter(({ _tag }) => _tag === 'Running')).toMatchObject([
    { worker: first.id, delivery: 1, step: 0 },
    { worker: second.id, delivery: 2, step: from },
  ])
  expect(farm.store.checkpoints.size).toBe(0)
  await second.leave()
})

it('all that holds of the store in a folder: sounds, checkpoints and results go through it', async () => {
  const farm = openFarm(folder)
  const store = farmStore(folderStore(join(folder, 'store')), folder)
  const sound = join(folder, 'bell.wav')
  await writeFile(sound, 'a bell')
  const job = jobOf(1, 20, { sounds: [orThrow(await store.addSound(sound)())] })
  await farm.submit([job])
  const first = farm.start({ stepTime: 4000, storeHand: () => store })
  await farm.time.until(() => farm.tagsOf(job).includes('Checkpoint'))
  first.kill()
  const second = farm.start({ stepTime: 4000, storeHand: () => store })
  await farm.drained()
  await second.leave()
  expect(second.made.flatMap(({ starts }) => starts)).toEqual([4])
  const note = orThrow(await store.result(job.id)())
  expect(note?.content).toBe(
    createHash('sha256')
      .update(undisturbed(job, ['a bell']))
      .digest('hex'),
  )
  expect(orThrow(await store.fetchCheckpoint(job.id, 'any', () => join(folder, 'none'))())).toBe(null)
})

it('a checkpoint of another class of machines is not gone on with', async () => {
  const farm = openFarm(folder)
  const job = jobOf(1, 20)
  await farm.submit([job])
  const first = farm.start({ stepTime: 4000, abilities: { classOf: () => 'other' } })
  await farm.time.until(() => farm.store.checkpoints.size > 0)
  first.kill()
  const second = farm.start()
  await farm.drained()
  expect(second.made.flatMap(({ starts }) => starts)).toEqual([0])
  expect(farm.store.textOf(job.id)).toBe(undisturbed(job, []))
  await second.leave()
})

it('a job that comes again is found done, and is not made twice', async () => {
  const farm = openFarm(folder)
  const job = jobOf(1, 5)
  await farm.submit([job])
  const worker = farm.start()
  await farm.drained()
  await farm.submit([job])
  await farm.drained()
  expect(worker.made.flatMap(({ starts }) => starts)).toEqual([0])
  expect(farm.tagsOf(job).filter((tag) => tag === 'Done')).toHaveLength(2)
  await worker.leave()
  expect(worker.tally()).toMatchObject({ made: 1, found: 1 })
})

it('a result that comes out otherwise in one class is given up, and both are named', async () => {
  const farm = openFarm(folder)
  const job = jobOf(1, 5)
  await farm.submit([job])
  const first = farm.start()
  await farm.drained()
  const there = farm.store.noteOf(job.id)
  await first.leave()
  await farm.submit([job])
  // as where both had it at once: each found nothing when it began
  const second = farm.start({
    storeHand: (store) => ({ ...store, result: () => async () => E.right(null) }),
    twist: (result) => `${result}, but for one bit`,
  })
  await farm.drained()
  const [letter] = await farm.letters()
  expect(letter).toMatchObject({ job: { id: job.id }, fault: { code: 'two-results' } })
  expect(letter?.fault.message).toContain(there?.content)
  expect(letter?.fault.message).toMatch(/came out as [0-9a-f]{64}, and as [0-9a-f]{64} before/)
  expect(farm.store.noteOf(job.id)).toEqual(there)
  await second.leave()
})

it('a cancelled job ends within one step, is told of, and nothing of it stays', async () => {
  const farm = openFarm(folder)
  const job = jobOf(1, 100)
  await farm.submit([job])
  const worker = farm.start()
  await farm.time.until(() => farm.store.checkpoints.size > 0)
  const steps = stepsIn(farm.tagsOf(job))
  expect(await farm.desk.cancel(job)()).toEqual(E.right('told'))
  await farm.drained()
  expect(stepsIn(farm.tagsOf(job))).toBeLessThanOrEqual(steps + 1)
  expect(farm.tagsOf(job).at(-1)).toBe('Cancelled')
  expect([farm.store.checkpoints.size, farm.store.noteOf(job.id)]).toEqual([0, undefined])
  await worker.leave()
  expect([worker.tally()?.cancelled, worker.leftovers()]).toEqual([1, []])
})

it('a worker whose lease is lost stops within one step, keeps nothing, and leaves the job to who has it', async () => {
  const farm = openFarm(folder)
  const job = jobOf(1, 100)
  await farm.submit([job])
  const worker = farm.start()
  await farm.time.until(() => stepsIn(farm.tagsOf(job)) === 3)
  const before = farm.time.now()
  worker.cutOff()
  await farm.time.until(() => worker.remarks.some(({ _tag }) => _tag === 'Ended'))
  expect(farm.time.now() - before).toBeLessThanOrEqual(1000)
  expect(worker.remarks).toContainEqual(expect.objectContaining({ _tag: 'Ended', ending: 'lost' }))
  expect([farm.store.checkpoints.size, farm.store.noteOf(job.id), worker.leftovers()]).toEqual([0, undefined, []])
  await worker.leave()
})

it('what is made when the lease is lost is kept all the same, for the next worker to find', async () => {
  const farm = openFarm(folder)
  const job = jobOf(1, 5)
  await farm.submit([job])
  const first = farm.start({
    storeHand: (store) => ({
      ...store,
      keepResult: (note, file) => {
        first.cutOff()
        return store.keepResult(note, file)
      },
    }),
  })
  await farm.time.until(() => first.remarks.some(({ _tag }) => _tag === 'Ended'))
  const second = farm.start()
  await farm.drained()
  expect(farm.store.textOf(job.id)).toBe(undisturbed(job, []))
  await first.leave()
  await second.leave()
  expect(second.tally()).toMatchObject({ found: 1, made: 0 })
})

it('a job goes on where its checkpoints are not kept, and that is said', async () => {
  const farm = openFarm(folder)
  const job = jobOf(1, 40)
  await farm.submit([job])
  const worker = farm.start({
    storeHand: (store) => ({
      ...store,
      keepCheckpoint: () => async () => E.left({ _tag: 'StoreFull', store: 'a disk' }),
    }),
  })
  await farm.drained()
  expect(farm.store.textOf(job.id)).toBe(undisturbed(job, []))
  const said = worker.remarks.filter(({ _tag }) => _tag === 'Without')
  const error = { _tag: 'StoreFull' }
  expect(said).toMatchObject([
    { job: job.id, error },
    { job: job.id, error },
  ])
  await worker.leave()
})

it('a job that ends its workers is given up after a number of them, by a worker that does not try', async () => {
  const farm = openFarm(folder)
  const job = jobOf(1, 100)
  await farm.submit([job])
  for (let lost = 0; lost < mostLosses; lost++) {
    const worker = farm.start()
    await farm.time.until(() => worker.made.some(({ starts }) => starts.length > 0))
    worker.kill()
  }
  const last = farm.start()
  await farm.drained()
  expect(last.made.flatMap(({ starts }) => starts)).toEqual([])
  expect(await farm.letters()).toMatchObject([
    { job: { id: job.id }, fault: { code: 'ends-its-workers' }, worker: last.id, deliveries: mostLosses + 1 },
  ])
  expect(farm.tagsOf(job).at(-1)).toBe('Dead')
  await last.leave()
})

it('a cancelled job is cancelled whatever it did to its workers', async () => {
  const farm = openFarm(folder)
  const job = jobOf(1, 100)
  await farm.submit([job])
  for (let lost = 1; lost <= mostLosses; lost++) {
    const worker = farm.start()
    await farm.time.until(() => worker.remarks.some(({ _tag }) => _tag === 'Took'))
    if (lost === mostLosses) await farm.desk.cancel(job)()
    worker.kill()
  }
  const last = farm.start()
  await farm.drained()
  expect(await farm.letters()).toEqual([])
  expect(farm.tagsOf(job).at(-1)).toBe('Cancelled')
  await last.leave()
  expect(last.tally()).toMatchObject({ cancelled: 1, dead: 0 })
})

it('what a render refuses is given up at once, with what was wrong, and the worker goes on', async () => {
  const farm = openFarm(folder)
  const [bad, good] = [jobOf(1, 5), jobOf(2, 5)]
  await farm.submit([bad, good])
  const worker = farm.start({ faultOf: ({ id }) => (id === bad.id ? 'it ran away' : null) })
  await farm.drained()
  const fault = { code: 'render-failed', message: 'it ran away', right: 'another seed' }
  expect(await farm.letters()).toMatchObject([{ job: bad, fault, deliveries: 1 }])
  expect(farm.events.find(({ _tag }) => _tag === 'Dead')).toMatchObject({ job: bad.id, fault })
  expect(farm.store.textOf(good.id)).toBe(undisturbed(good, []))
  await worker.leave()
  expect(worker.leftovers()).toEqual([])
})

it('a sound that is not in the store is a fault of the job', async () => {
  const farm = openFarm(folder)
  await farm.submit([jobOf(1, 5, { sounds: ['a'.repeat(64)] })])
  const worker = farm.start()
  await farm.drained()
  expect(await farm.letters()).toMatchObject([{ fault: { code: 'not-in-store' } }])
  await worker.leave()
})

it('where the store is full a result waits for room, longer each time, and is not made again', async () => {
  const farm = openFarm(folder)
  const job = jobOf(1, 5)
  await farm.submit([job])
  const until = 40_000
  const worker = farm.start({
    storeHand: (store) =>
      throughHand(store, (answer) => async () => {
        const isFull = farm.time.now() > 2500 && farm.time.now() < until
        return isFull ? E.left({ _tag: 'StoreFull', store: 'a disk' }) : answer()
      }),
  })
  await farm.drained()
  expect(farm.store.textOf(job.id)).toBe(undisturbed(job, []))
  const waits = worker.remarks.flatMap((remark) => (remark._tag === 'Waits' ? [remark.seconds] : []))
  expect(waits).toEqual([1, 2, 4, 8, 16, 32].slice(0, waits.length))
  expect(waits.length).toBeGreaterThan(3)
  expect(worker.made.flatMap(({ starts }) => starts)).toEqual([0])
  await worker.leave()
})

it('where the store stays full a worker that is told to leave gives its result up, and leaves', async () => {
  const farm = openFarm(folder)
  const job = jobOf(1, 5)
  await farm.submit([job])
  const first = farm.start({
    storeHand: (store) => ({ ...store, keepResult: () => async () => E.left({ _tag: 'StoreFull', store: 'a disk' }) }),
  })
  await farm.time.until(() => first.remarks.some(({ _tag }) => _tag === 'Waits'))
  await first.leave()
  expect(first.tally()).toMatchObject({ made: 0, 'given-back': 1 })
  expect(first.leftovers()).toEqual([])
  const second = farm.start()
  await farm.drained()
  expect(farm.store.textOf(job.id)).toBe(undisturbed(job, []))
  await second.leave()
})

it('where the store is out of reach from the beginning jobs are given back, and made when it is there', async () => {
  const farm = openFarm(folder)
  const jobs = [jobOf(1, 5), jobOf(2, 5)]
  await farm.submit(jobs)
  const worker = farm.start({
    storeHand: (store) =>
      throughHand(
        store,
        (answer) => async () =>
          farm.time.now() < 40_000 ? E.left({ _tag: 'StoreUnreachable', store: 's3', message: 'no route' }) : answer(),
      ),
  })
  await farm.drained()
  for (const job of jobs) expect(farm.store.textOf(job.id)).toBe(undisturbed(job, []))
  expect(await farm.letters()).toEqual([])
  await worker.leave()
  const givenBack = worker.tally()?.['given-back'] ?? 0
  expect([givenBack > 2, givenBack < 10, worker.leftovers()]).toEqual([true, true, []])
})

it('where the engine is out of reach the worker waits, says so, and goes on', async () => {
  const farm = openFarm(folder)
  const job = jobOf(1, 5)
  const worker = farm.start({
    engineHand: (engine) => ({
      ...engine,
      lanes: async () =>
        farm.time.now() < 20_000
          ? E.left({ _tag: 'EngineUnreachable', engine: 'redis', message: 'refused' })
          : engine.lanes(),
    }),
  })
  await farm.submit([job])
  await farm.drained()
  expect(farm.store.textOf(job.id)).toBe(undisturbed(job, []))
  expect(worker.remarks).toContainEqual({
    _tag: 'Waits',
    error: { _tag: 'EngineUnreachable', engine: 'redis', message: 'refused' },
    seconds: 2,
  })
  await worker.leave()
})

it('an engine that was away and came back is waited for as briefly as at first when it goes again', async () => {
  const farm = openFarm(folder)
  const isAway = (): boolean => farm.time.now() % 60_000 < 10_000
  const worker = farm.start({
    engineHand: (engine) => ({
      ...engine,
      lanes: async () =>
        isAway() ? E.left({ _tag: 'EngineUnreachable', engine: 'redis', message: 'refused' }) : engine.lanes(),
    }),
  })
  await farm.time.until(() => farm.time.now() > 110_000)
  const waits = worker.remarks.flatMap((remark) => (remark._tag === 'Waits' ? [remark.seconds] : []))
  expect(waits).toEqual([1, 2, 4, 8, 1, 2, 4, 8])
  await worker.leave()
})

it('a worker that is to leave ends its frame, keeps it, gives the job back without a loss, and is gone', async () => {
  const farm = openFarm(folder)
  const job = jobOf(1, 20)
  await farm.submit([job])
  const first = farm.start()
  await farm.time.until(() => stepsIn(farm.tagsOf(job)) === 3)
  first.stop()
  await farm.time.until(() => first.tally() !== null)
  expect(first.tally()).toMatchObject({ 'given-back': 1 })
  expect([...(farm.store.checkpoints.get(job.id)?.values() ?? [])]).toMatchObject([{ done: 4 }])
  expect(await farm.counts()).toEqual([{ lane: job.lane, waiting: 1, running: 0, dead: 0 }])
  expect(await farm.desk.workers()).toEqual(E.right([]))
  expect(first.leftovers()).toEqual([])
  const second = farm.start()
  await farm.drained()
  expect(second.made.flatMap(({ starts }) => starts)).toEqual([4])
  expect(farm.store.textOf(job.id)).toBe(undisturbed(job, []))
  await second.leave()
})

it('a worker that is to leave while only the result is to come brings it', async () => {
  const farm = openFarm(folder)
  const job = jobOf(1, 3)
  await farm.submit([job])
  const worker = farm.start()
  await farm.time.until(() => stepsIn(farm.tagsOf(job)) === 2)
  worker.stop()
  await farm.time.until(() => worker.tally() !== null)
  expect(worker.tally()).toMatchObject({ made: 1 })
})

it('a worker that is to leave at once waits for no frame', async () => {
  const farm = openFarm(folder)
  const job = jobOf(1, 20)
  await farm.submit([job])
  const worker = farm.start({ stepTime: 10_000 })
  await farm.time.until(() => stepsIn(farm.tagsOf(job)) === 1)
  const before = farm.time.now()
  worker.abort()
  await farm.time.until(() => worker.tally() !== null)
  expect(farm.time.now() - before).toBeLessThan(10_000)
  expect(worker.tally()).toMatchObject({ 'given-back': 1 })
  expect(worker.leftovers()).toEqual([])
})

it('several small jobs share a worker, up to its places and its memory', async () => {
  const farm = openFarm(folder)
  const need = (memory: number) => ({ lane: laneOf('anna', { need: { model: 'exemplar', memory } }) })
  const jobs = [1, 2, 3, 4, 5, 6].map((seed) => jobOf(seed, 5, need(seed % 2 === 0 ? 4 : 1)))
  await farm.submit(jobs)
  const worker = farm.start({ places: 4, abilities: { memory: 6 } })
  const needs = new Map(jobs.map(({ id, lane }) => [id, lane.need.memory ?? 0]))
  const running = new Set<string>()
  const most = { jobs: 0, memory: 0 }
  farm.desk.events().subscribe(({ _tag, job }) => {
    if (_tag === 'Running') running.add(job)
    if (_tag === 'Done') running.delete(job)
    most.jobs = Math.max(most.jobs, running.size)
    most.memory = Math.max(
      most.memory,
      [...running].reduce((sum, id) => sum + (needs.get(id) ?? 0), 0),
    )
  })
  await farm.drained()
  for (const job of jobs) expect(farm.store.textOf(job.id)).toBe(undisturbed(job, []))
  expect(most).toEqual({ jobs: 3, memory: 6 })
  await worker.leave()
})

it('what does not fit is left to others', async () => {
  const farm = openFarm(folder)
  const large = jobOf(1, 5, { lane: laneOf('anna', { need: { model: 'exemplar', memory: 64 } }) })
  const foreign = jobOf(2, 5, { lane: laneOf('anna', { need: { model: 'b'.repeat(64), memory: 1 } }) })
  await farm.submit([large, foreign])
  const small = farm.start()
  await farm.time.until(() => farm.time.now() > 30_000)
  expect(small.made.flatMap(({ starts }) => starts)).toEqual([])
  const other = farm.start({ abilities: { memory: 64, models: ['exemplar', 'b'.repeat(64)] } })
  await farm.drained()
  expect(other.made.flatMap(({ starts }) => starts)).toEqual([0, 0])
  await small.leave()
  await other.leave()
})

it('jobs of one model are made together, and a model makes room where its memory is needed', async () => {
  const farm = openFarm(folder)
  const laneFor = (model: string, submitter: string) => ({ lane: laneOf(submitter, { need: { model, memory: 6 } }) })
  await farm.submit(
    [1, 2, 3].flatMap((i) => [jobOf(i, 1, laneFor('exemplar', 'anna')), jobOf(10 + i, 1, laneFor('large', 'ben'))]),
  )
  const worker = farm.start({ places: 2 })
  await farm.drained()
  expect(worker.made.flatMap(({ loads }) => loads).toSorted()).toEqual(['exemplar', 'large'])
  await worker.leave()
})

it('steps are told of ten times a second at the most, and the last one always; every event has an id of its own', async () => {
  const farm = openFarm(folder)
  const job = jobOf(1, 101)
  await farm.submit([job])
  const worker = farm.start({ stepTime: 10 })
  await farm.drained()
  const steps = farm.events.flatMap((event) => (event._tag === 'Step' ? [event.done] : []))
  expect(steps).toEqual([1, 11, 21, 31, 41, 51, 61, 71, 81, 91, 101])
  expect(farm.events.filter(({ _tag }) => _tag === 'Preview')).toMatchObject([{ done: 1 }, { done: 101 }])
  expect(new Set(farm.events.map(({ id }) => id)).size).toBe(farm.events.length)
  await worker.leave()
})

it('a worker says that it is there, what it can do and what it has, for as long as it is', async () => {
  const farm = openFarm(folder)
  const job = jobOf(1, 100)
  const worker = farm.start()
  await farm.submit([job])
  await farm.time.until(() => farm.time.now() > 60_000)
  expect(await farm.desk.workers()).toMatchObject(
    E.right([{ id: worker.id, jobs: [job.id], bitsClass: 'any', memory: 8 }]),
  )
  await worker.leave()
  expect(await farm.desk.workers()).toEqual(E.right([]))
})
