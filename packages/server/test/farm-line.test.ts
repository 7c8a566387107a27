import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  cancelJobs,
  type Engine,
  farmStore,
  folderStore,
  type JobEvent,
  machineClock,
  openEngine,
  runWorker,
  submitJobs,
} from '@sigmastream/farm'
import type { Recipe } from '@sigmastream/pipeline'
import type { Errand, WorkThread } from '@sigmastream/render-thread'
import { fault } from '@sigmastream/render-thread/wire'
import { either as E, taskEither as TE } from 'fp-ts'
import type * as t from 'io-ts'
import { expect, it } from 'vitest'
import { type QuickOptions, quickMaker, undisturbed } from '../../farm/test/worker/quick-maker.js'
import type { RenderEvent } from '../src/api/events.js'
import { farmLine } from '../src/room/farm/farm-line.js'
import { addRecipe, forkRender } from '../src/room/new-renders.js'
import { openRoom } from '../src/room/open-room.js'
import type { Room } from '../src/room/room.js'
import { abilities, orThrow, scratch, until } from './support.js'

const folder = scratch()
const heard = 'what a microphone heard'
const id = createHash('sha256').update(heard).digest('hex')
const take = join(folder, 'take.wav')
writeFileSync(take, heard)
const sound = {
  id,
  name: 'take.wav',
  bytes: heard.length,
  seconds: 1,
  sampleRate: 1000,
  channels: 1,
  samples: 1000,
  format: 'WAV',
  recipe: null,
}

/** Time as it is, but that nobody waits for long. */
const clock = {
  now: Date.now,
  sleep: (milliseconds: number, signal: AbortSignal) => machineClock.sleep(Math.min(milliseconds, 3), signal),
}

const answerTo = (errand: Errand): E.Either<ReturnType<typeof fault>, unknown> => {
  switch (errand._tag) {
    case 'Check': {
      const whole: Recipe = { ...errand.recipe, model: 'exemplar', steps: errand.recipe.steps ?? 3 }
      if (whole.seed === 13) return E.left(fault('bad-recipe', 'the gap lies outside', 'give another'))
      const prepared = { steps: 3, sigmas: [8, 4, 2, 1, 0], calls: 3, chain: ['denoise'], notes: ['softly'] }
      return E.right({ whole, stored: { ...whole, encoding: 'pcm16' }, peakBytes: 1000, prepared })
    }
    case 'Inspect':
      return E.right({ ...sound, format: 'WAV' })
    case 'Draw':
      writeFileSync(join(errand.folder, 'picture.png'), 'drawn')
      return E.right(null)
    default:
      return E.left(fault('x', errand._tag, 'x'))
  }
}

/** A thread of errands that looks into nothing. */
const errands: WorkThread = {
  start: () => undefined,
  waiting: () => 0,
  held: () => 0,
  steer: () => undefined,
  close: async () => undefined,
  run: async <A>(errand: Errand, answer: t.Type<A, unknown>) => {
    const said = answerTo(errand)
    return E.isLeft(said) ? said : answer.is(said.right) ? E.right(said.right) : E.left(fault('x', 'x', 'x'))
  },
}

let count = 0

/** A farm of one process, and the studios and workers that are opened at it. */
const newFarm = async () => {
  const at = join(folder, `farm-${count++}`)
  mkdirSync(at)
  const engine = orThrow(await openEngine('memory')())
  const store = farmStore(folderStore(join(at, 'store')), folder)
  const state = { isAway: false, engine }
  const away = (): TE.TaskEither<{ _tag: 'EngineUnreachable'; engine: string; message: string }, never> =>
    TE.left({ _tag: 'EngineUnreachable', engine: 'redis://here', message: 'connection refused' })
  const reached: Engine = {
    ...engine,
    submit: (jobs) => (state.isAway ? away() : state.engine.submit(jobs)),
    lanes: () => (state.isAway ? away()() : state.engine.lanes()),
    workers: () => state.engine.workers(),
    publish: (event) => state.engine.publish(event),
    events: (job) => state.engine.events(job),
    cancel: (place) => (state.isAway ? away() : state.engine.cancel(place)),
  }
  const studio = (): Promise<Room> =>
    openRoom({
      folder: join(at, 'renders'),
      shelf: {
        sounds: {
          get: (asked) => (asked === sound.id ? sound : undefined),
          all: () => [sound],
          path: () => take,
          add: async () => E.left(fault('x', 'x', 'x')),
          remove: async () => undefined,
        },
        models: [],
        availableMemory: () => 1e9,
      },
      check: async () => E.right(undefined),
      openLine: farmLine({ farm: { engine: reached, store }, submitter: 'studio', engine: '1', errands, clock }),
      mostWaiting: 9,
      mostBytes: 1e9,
      now: () => new Date(0),
    })
  const work = (options: Partial<QuickOptions> = {}) => {
    const stop = new AbortController()
    const scratchOf = join(at, `worker-${count++}`)
    mkdirSync(scratchOf)
    const left = runWorker({
      id: `worker-${count}`,
      engine: state.engine,
      store,
      abilities,
      makers: [quickMaker({ clock, stepTime: 1, ...options }).maker],
      scratch: scratchOf,
      clock,
      stop: stop.signal,
      abort: new AbortController().signal,
      hear: () => undefined,
    })()
    return {
      leave: () => {
        stop.abort()
        return left
      },
    }
  }
  const waiting = async (): Promise<number> =>
    orThrow(await engine.lanes()).reduce((sum, lane) => sum + lane.waiting + lane.running, 0)
  return { engine, store, studio, work, waiting, state }
}

const added = async (room: Room, seed: number) =>
  orThrow(await addRecipe(room, { command: 'vary', inputHash: sound.id, seed })).render

const eventsOf = (room: Room, render: string): readonly RenderEvent[] => {
  const [log, events] = [room.log(render), [] as RenderEvent[]]
  for (let one = log?.after(0) ?? null; one !== null; one = log?.after(one.id) ?? null) events.push(one.event)
  return events
}

const isOver = (room: Room, render: string) => () => room.log(render)?.isOver() === true

it('a farm makes what a studio is asked for: it is told of step by step, and its result is fetched', async () => {
  const { studio, work, store, waiting } = await newFarm()
  const room = await studio()
  const [one, two] = [await added(room, 1), await added(room, 2)]
  await until(async () => (await waiting()) === 2)
  expect(room.get(two.id)).toMatchObject({ state: 'waiting', place: 1, notes: ['softly'], error: null })
  const worker = work()
  await until(() => isOver(room, one.id)() && isOver(room, two.id)())
  await worker.leave()
  expect(room.get(one.id)).toMatchObject({
    state: 'done',
    steps: 3,
    result: { name: 'take-vary-1.wav', seconds: 1, sampleRate: 1000, format: 'wav' },
  })
  const events = eventsOf(room, one.id)
  expect([...new Set(events.map(({ event }) => event))]).toEqual(['state', 'prepared', 'step', 'done'])
  // the first interval of the schedule is left out where three of four are made
  const steps = events.flatMap((told) => (told.event === 'step' ? [told.data] : []))
  expect(steps.at(-1)).toEqual({ index: 2, sigma: 1, next: 0, done: 1, secondsLeft: 0, rms: null })
  const list = orThrow(await store.lists()).find(({ jobs }) => jobs.length === 1)
  expect(list?.submitter).toBe('studio')
  for (const render of [one, two]) {
    const files = room.files(render.id)
    const made = readFileSync(files.result('wav'), 'utf8')
    const jobs = await Promise.all(orThrow(await store.lists()).map(({ jobs: [job] }) => store.job(job?.id ?? '')()))
    const job = jobs.map(orThrow).find((found) => found?.recipe.seed === render.recipe.seed)
    expect(job?.sounds).toEqual([sound.id])
    expect(made).toBe(job === null || job === undefined ? '' : undisturbed(job, [heard]))
    expect(readFileSync(files.picture, 'utf8')).toBe('drawn')
  }
  await room.close()
})

it('what is cancelled leaves the farm, waiting or running, and asked for again it is made', async () => {
  const { studio, work, waiting } = await newFarm()
  const room = await studio()
  const { id: one } = await added(room, 1)
  await until(async () => (await waiting()) === 1)
  expect(await room.remove(one)).toMatchObject({ state: 'cancelled', error: null })
  await until(async () => (await waiting()) === 0)
  const slow = work({ clock: machineClock, stepTime: 60_000 })
  await added(room, 1)
  await until(() => room.get(one)?.state === 'running')
  await room.remove(one)
  await added(room, 1)
  expect(room.get(one)?.state).toBe('waiting')
  await until(() => room.get(one)?.state === 'running')
  await slow.leave()
  const worker = work()
  await until(isOver(room, one))
  expect(room.get(one)).toMatchObject({ state: 'done' })
  await worker.leave()
  await room.close()
})

it('a studio that is opened again finds its jobs: they are there once', async () => {
  const { studio, work, waiting } = await newFarm()
  const first = await studio()
  const { id: one } = await added(first, 1)
  await until(async () => (await waiting()) === 1)
  await first.close()
  expect(await waiting()).toBe(1)
  const second = await studio()
  expect(second.get(one)).toMatchObject({ state: 'waiting', place: 0 })
  await until(() => second.get(one)?.notes.length === 1)
  expect(await waiting()).toBe(1)
  await second.close()
  const worker = work()
  await until(async () => (await waiting()) === 0)
  await worker.leave()
  // it was made while no studio was there
  const third = await studio()
  await until(isOver(third, one))
  expect(third.get(one)).toMatchObject({ state: 'done', result: { name: 'take-vary-1.wav' } })
  await third.close()
})

it('a farm that does not answer is told of, and waited for', async () => {
  const { studio, work, state } = await newFarm()
  const room = await studio()
  state.isAway = true
  const { id: one } = await added(room, 1)
  await until(() => room.get(one)?.error !== null)
  expect(room.get(one)).toMatchObject({
    state: 'waiting',
    error: { code: 'farm-away', message: expect.stringContaining('redis://here'), right: expect.any(String) },
  })
  expect(eventsOf(room, one).at(-1)).toMatchObject({ event: 'state', data: { error: { code: 'farm-away' } } })
  state.isAway = false
  await until(() => room.get(one)?.error === null)
  const worker = work()
  await until(isOver(room, one))
  expect(room.get(one)).toMatchObject({ state: 'done', error: null })
  await worker.leave()
  await room.close()
})

it('an engine that is started again and knows of nothing is sent what it had', async () => {
  const { studio, work, state, waiting } = await newFarm()
  const room = await studio()
  const { id: one } = await added(room, 1)
  await until(async () => (await waiting()) === 1)
  state.engine = orThrow(await openEngine('memory')())
  await until(async () => orThrow(await state.engine.lanes()).length === 1)
  const worker = work()
  await until(isOver(room, one))
  expect(room.get(one)).toMatchObject({ state: 'done', error: null })
  await worker.leave()
  await room.close()
})

it('what a worker gives up has failed, and is tried again where it is asked for again', async () => {
  const { studio, work } = await newFarm()
  const room = await studio()
  const strict = work({ faultOf: () => 'it ran away' })
  const { id: one } = await added(room, 1)
  await until(isOver(room, one))
  expect(room.get(one)).toMatchObject({
    state: 'failed',
    error: { code: 'render-failed', message: 'it ran away', right: 'another seed' },
  })
  await strict.leave()
  const worker = work()
  await added(room, 1)
  await until(isOver(room, one))
  expect(room.get(one)).toMatchObject({ state: 'done', error: null })
  // what cannot be made is refused before it is sent
  const { id: wrong } = await added(room, 13)
  await until(isOver(room, wrong))
  expect(room.get(wrong)).toMatchObject({ state: 'failed', error: { code: 'bad-recipe' } })
  await worker.leave()
  await room.close()
})

it('what somebody else cancels is cancelled', async () => {
  const { studio, store, engine, waiting } = await newFarm()
  const room = await studio()
  const { id: one } = await added(room, 1)
  await until(async () => (await waiting()) === 1)
  const [list] = orThrow(await store.lists())
  orThrow(await cancelJobs({ engine, store }, { submitter: 'studio', jobs: list?.jobs ?? [] }, 0)())
  await until(isOver(room, one))
  expect(room.get(one)).toMatchObject({ state: 'cancelled', error: null })
  await room.close()
})

/** The list that was sent, and the one job of it. */
const onlyJob = async (store: Awaited<ReturnType<typeof newFarm>>['store']) => {
  const [list] = orThrow(await store.lists())
  const job = orThrow(await store.job(list?.jobs[0]?.id ?? '')())
  if (list === undefined || job === null) throw new Error('no job')
  return { list, job }
}

it('what somebody else has sent too is cancelled for the studio alone', async () => {
  const { studio, store, engine, waiting } = await newFarm()
  const room = await studio()
  const { id: one } = await added(room, 1)
  await until(async () => (await waiting()) === 1)
  const { list, job } = await onlyJob(store)
  orThrow(await engine.submit([{ ...job, lane: { ...job.lane, submitter: 'ben' } }])())
  orThrow(await cancelJobs({ engine, store }, { submitter: 'studio', jobs: list.jobs }, 0)())
  await until(isOver(room, one))
  expect(room.get(one)).toMatchObject({ state: 'cancelled', error: null })
  expect(orThrow(await engine.lanes()).map(({ lane, waiting: left }) => [lane.submitter, left])).toEqual([['ben', 1]])
  await room.close()
})

it('what somebody else sends after the studio has cancelled it stays cancelled for the studio', async () => {
  const { studio, store, engine, waiting, state } = await newFarm()
  const room = await studio()
  const { id: one } = await added(room, 1)
  await until(async () => (await waiting()) === 1)
  const { list, job } = await onlyJob(store)
  // the studio hears of both before it can look at what they have come to
  state.isAway = true
  await until(() => room.get(one)?.error !== null)
  const told: JobEvent[] = []
  const listening = engine.events(job.id).subscribe((event) => told.push(event))
  orThrow(await cancelJobs({ engine, store }, { submitter: 'studio', jobs: list.jobs }, 0)())
  const ofBen = { job: { ...job, lane: { ...job.lane, submitter: 'ben' } }, name: 'result.wav', files: [take] }
  orThrow(await submitJobs({ engine, store }, [ofBen], { submitter: 'ben', at: 0 })())
  await until(() => told.some((event) => event._tag === 'Waiting' && event.submitter === 'ben'))
  listening.unsubscribe()
  state.isAway = false
  await until(isOver(room, one))
  expect(room.get(one)).toMatchObject({ state: 'cancelled', error: null })
  expect(orThrow(await engine.lanes()).map(({ lane, waiting: left }) => [lane.submitter, left])).toEqual([['ben', 1]])
  await room.close()
})

it('what a farm cannot do is said: it is not held, and a fork is made from its start', async () => {
  const { studio, waiting } = await newFarm()
  const room = await studio()
  const { id: one } = await added(room, 1)
  expect(room.steer(one, { paused: true })).toMatchObject({
    left: { code: 'made-by-farm', right: expect.stringContaining('cancel') },
  })
  await until(async () => (await waiting()) === 1)
  const fork = orThrow(await forkRender(room, one, { at: 1, seed: 5 }))
  await until(() => room.get(fork.render.id)?.notes.length === 2)
  expect(room.get(fork.render.id)?.notes.at(-1)).toContain('from its start')
  await room.close()
})
