import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Recipe } from '@sigmastream/pipeline/recipe'
import { vary } from '@sigmastream/pipeline/recipe'
import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { EMPTY, Subject } from 'rxjs'
import { afterAll, describe, expect, it } from 'vitest'
import { memoryEngine } from '../src/engine/memory/memory-engine.js'
import { type Job, jobVersion } from '../src/job/job.js'
import { jobId } from '../src/job/job-id.js'
import type { Priority } from '../src/job/lane.js'
import { farmStore } from '../src/store/farm/farm-store-on.js'
import { contentOf } from '../src/store/farm/hash-file.js'
import { folderStore } from '../src/store/folder/folder-store.js'
import { cancelJobs } from '../src/submit/cancel-jobs.js'
import type { NamedJob } from '../src/submit/desk.js'
import type { Farm, FarmError } from '../src/submit/farm.js'
import { lookAtJobs } from '../src/submit/job-states.js'
import { retryJobs } from '../src/submit/retry-jobs.js'
import { settleList } from '../src/submit/settle-list.js'
import type { Settlement } from '../src/submit/settlement.js'
import { submitJobs } from '../src/submit/submit-jobs.js'

const folder = mkdtempSync(join(tmpdir(), 'sigmastream-submit-'))
afterAll(() => rmSync(folder, { recursive: true }))

const orThrow = <A>(result: E.Either<unknown, A>): A => {
  if (E.isLeft(result)) throw new Error(JSON.stringify(result.left))
  return result.right
}

let farms = 0
const newFarm = (): Farm => ({
  engine: memoryEngine(),
  store: farmStore(folderStore(join(folder, `store-${(farms += 1)}`)), folder),
})

const sound = join(folder, 'take.wav')
writeFileSync(sound, 'not heard here')

const jobOf = async (seed: number, priority: Priority = 'normal', submitter = 'ada'): Promise<NamedJob> => {
  const { hash: inputHash } = orThrow(await contentOf(sound)())
  const recipe: Recipe = { ...vary({ amount: 0.5 }), input: 'take.wav', inputHash, seed }
  const job: Job = {
    version: jobVersion,
    id: jobId(recipe, 'exemplar', null),
    recipe,
    lane: { need: { model: 'exemplar', memory: 2 ** 28 }, priority, submitter },
    sounds: [inputHash],
  }
  return { job, name: `${seed}.wav`, files: [sound] }
}
const jobsOf = (...seeds: readonly number[]): Promise<readonly NamedJob[]> =>
  Promise.all(seeds.map((seed) => jobOf(seed)))

const ada = { submitter: 'ada', at: 1 }
const idsOf = (jobs: readonly NamedJob[]): readonly string[] => jobs.map(({ job }) => job.id)

/** A worker of one job: takes the next of a lane and makes it. */
const makeNext = async ({ engine, store }: Farm, lane: Job['lane'], text: string): Promise<string> => {
  const lease = orThrow(await engine.work(lane, 'worker')())
  if (lease === null) throw new Error('nothing waits')
  const file = join(folder, `made-${lease.job.id}`)
  writeFileSync(file, text)
  const note = { job: lease.job.id, bitsClass: 'any', worker: 'worker', seconds: 1, at: 2 }
  const { content } = orThrow(await store.keepResult(note, file)())
  orThrow(
    await engine.publish({
      _tag: 'Done',
      id: `done-${lease.job.id}`,
      job: lease.job.id,
      at: 2,
      worker: 'worker',
      content,
    })(),
  )
  orThrow(await lease.finish())
  return lease.job.id
}

const buryNext = async ({ engine }: Farm, lane: Job['lane']): Promise<void> => {
  const lease = orThrow(await engine.work(lane, 'worker')())
  if (lease === null) throw new Error('nothing waits')
  const fault = { code: 'render-failed', message: 'it ran away', right: 'change the recipe' }
  orThrow(await lease.bury({ job: lease.job, fault, deliveries: 1, worker: 'worker', at: 2 })())
}

describe('a list that is sent', () => {
  it('is in the store and the engine, its sounds first; sent again it is the same list, and what is there or done is not sent', async () => {
    const farm = newFarm()
    const jobs = await jobsOf(1, 2, 3)
    const first = orThrow(await submitJobs(farm, jobs, ada)())
    expect(first).toMatchObject({ added: idsOf(jobs), present: [], done: [] })
    expect(orThrow(await farm.store.lists())).toEqual([first.list])
    const [one] = jobs
    if (one === undefined) throw new Error('no job')
    const fetched = join(folder, 'fetched.wav')
    orThrow(await farm.store.fetchSound(one.job.sounds[0] ?? '', fetched)())
    expect(readFileSync(fetched)).toEqual(readFileSync(sound))

    const made = await makeNext(farm, one.job.lane, 'made')
    const again = orThrow(await submitJobs(farm, jobs, { ...ada, at: 9 })())
    expect(again.list.id).toBe(first.list.id)
    expect(again).toMatchObject({ added: [], present: idsOf(jobs).filter((id) => id !== made), done: [made] })
  })

  it('is refused whole where a file has become another since it was looked into', async () => {
    const farm = newFarm()
    const [one] = await jobsOf(1)
    if (one === undefined) throw new Error('no job')
    const other = join(folder, 'other.wav')
    writeFileSync(other, 'another sound')
    const sent = await submitJobs(farm, [{ ...one, files: [other] }], ada)()
    expect(E.isLeft(sent) && sent.left).toMatchObject({ _tag: 'LocalFileFailed', path: other })
    expect(orThrow(await farm.engine.lanes())).toEqual([])
    expect(orThrow(await farm.store.lists())).toEqual([])
  })
})

/** Looks again and again until a list is over: how often. Looks are made one at a time, and one that comes meanwhile is left out. */
const untilOver = async (looks: Subject<void>, waiting: Promise<unknown>): Promise<number> => {
  const ended = waiting.then(() => true)
  for (let count = 1; ; count++) {
    looks.next()
    if (await Promise.race([ended, new Promise<false>((resolve) => setImmediate(() => resolve(false)))])) return count
  }
}

describe('waiting for a list', () => {
  const settled = async (farm: Farm, jobs: readonly NamedJob[], looks = new Subject<void>()) => {
    const all: Settlement[] = []
    const { list } = orThrow(await submitJobs(farm, jobs, ada)())
    const waiting = settleList<FarmError>(farm, list, {
      each: (settlement) => TE.fromIO(() => void all.push(settlement)),
      problemOf: (error) => error,
      looks,
    })()
    return { all, waiting, looks }
  }

  it('is told of each end by its message', async () => {
    const farm = newFarm()
    const jobs = await jobsOf(1, 2)
    const { all, waiting } = await settled(farm, jobs)
    const lane = jobs[0]?.job.lane
    if (lane === undefined) throw new Error('no job')
    await makeNext(farm, lane, 'one')
    orThrow(await cancelJobs(farm, { submitter: 'ada', jobs: [{ id: jobs[1]?.job.id ?? '', name: '' }] }, 3)())
    orThrow(await waiting)
    expect(all.map(({ _tag, id }) => [_tag, id])).toEqual([
      ['Done', jobs[0]?.job.id],
      ['Gone', jobs[1]?.job.id],
    ])
  })

  it('finds what no message told of by looking, each once: made, given up, and gone once it was nowhere twice', async () => {
    const farm = newFarm()
    const silent: Farm = {
      ...farm,
      engine: { ...farm.engine, publish: () => TE.right(undefined), events: () => EMPTY },
    }
    const jobs = await jobsOf(1, 2, 3)
    const lane = jobs[0]?.job.lane
    if (lane === undefined) throw new Error('no job')
    const { all, waiting, looks } = await settled(silent, jobs)
    await makeNext(silent, lane, 'one')
    await buryNext(silent, lane)
    orThrow(await silent.engine.cancel({ id: jobs[2]?.job.id ?? '', lane })())
    await untilOver(looks, waiting)
    orThrow(await waiting)
    expect(all.map(({ _tag, id }) => [_tag, id]).toSorted()).toEqual(
      [
        ['Done', jobs[0]?.job.id],
        ['Dead', jobs[1]?.job.id],
        ['Gone', jobs[2]?.job.id],
      ].toSorted(),
    )
  })

  it('looks for a long list a portion at a time, and finds all of it', async () => {
    const { engine, store } = newFarm()
    /** How many results each look asks for. */
    const questions: number[] = []
    const count = (): null => {
      questions.push((questions.pop() ?? 0) + 1)
      return null
    }
    const counted: Farm = {
      engine: {
        ...engine,
        events: () => EMPTY,
        lanes: pipe(
          engine.lanes,
          TE.tapIO(() => () => void questions.push(0)),
        ),
      },
      store: {
        ...store,
        job: () => TE.right(null),
        result: () => TE.fromIO(count),
      },
    }
    const ids = Array.from({ length: 600 }, (_, i) => `${i}`)
    const gone: string[] = []
    const looks = new Subject<void>()
    const waiting = settleList<FarmError>(
      counted,
      { submitter: 'ada', jobs: ids.map((id) => ({ id, name: `${id}.wav` })) },
      { each: ({ id }) => TE.fromIO(() => void gone.push(id)), problemOf: (error) => error, looks },
    )()
    await untilOver(looks, waiting)
    expect(gone.toSorted()).toEqual(ids.toSorted())
    const [first = 0, ...others] = questions
    expect([first, Math.max(...others)]).toEqual([600, 256])
  })

  it('ends where an engine stays away, after some looks, and where its signal says so', async () => {
    const farm = newFarm()
    const { list } = orThrow(await submitJobs(farm, await jobsOf(1), ada)())
    const stop = new AbortController()
    const options = { each: () => TE.right(undefined), problemOf: (error: FarmError) => error, looks: EMPTY }
    const stopped = settleList<FarmError>(farm, list, { ...options, signal: stop.signal })()
    stop.abort()
    expect(E.isRight(await stopped)).toBe(true)
    await farm.engine.close()
    const looks = new Subject<void>()
    const lost = settleList<FarmError>(farm, list, { ...options, looks })()
    expect(await untilOver(looks, lost)).toBeGreaterThan(2)
    expect(await lost).toMatchObject({ left: { _tag: 'EngineUnreachable' } })
  })
})

describe('where jobs are', () => {
  it('waiting, running, done, given up, and gone', async () => {
    const farm = newFarm()
    const jobs = await jobsOf(1, 2, 3, 4)
    const lane = jobs[0]?.job.lane
    if (lane === undefined) throw new Error('no job')
    orThrow(await submitJobs(farm, jobs, ada)())
    await makeNext(farm, lane, 'one')
    await buryNext(farm, lane)
    const lease = orThrow(await farm.engine.work(lane, 'worker')())
    const card = {
      id: 'worker',
      models: ['exemplar'],
      memory: 1e9,
      device: 'cpu',
      bitsClass: 'any',
      speed: 1,
      jobs: [lease?.job.id ?? ''],
      at: 1,
    }
    orThrow(await farm.engine.announce(card)())
    const states = async () =>
      [...orThrow(await lookAtJobs(farm, 'ada')(idsOf(jobs))()).values()].map(({ _tag }) => _tag)
    expect(await states()).toEqual(['Done', 'Dead', 'Running', 'Waiting'])
    orThrow(
      await cancelJobs(farm, { submitter: 'ada', jobs: jobs.map(({ job, name }) => ({ id: job.id, name })) }, 3)(),
    )
    if (lease !== null) orThrow(await lease.finish())
    orThrow(await farm.engine.leave('worker')())
    expect(await states()).toEqual(['Done', 'Dead', 'Gone', 'Gone'])
  })

  it('cancelled where they are, in the lanes of their submitter alone, whatever their priority', async () => {
    const farm = newFarm()
    const [own, others] = [await jobOf(1, 'high'), await jobOf(1, 'normal', 'ben')]
    orThrow(await submitJobs(farm, [own], ada)())
    orThrow(await submitJobs(farm, [others], { submitter: 'ben', at: 2 })())
    const selection = { submitter: 'ada', jobs: [{ id: own.job.id, name: 'one' }] }
    expect([...orThrow(await cancelJobs(farm, selection, 3)()).values()]).toEqual(['removed'])
    expect([...orThrow(await cancelJobs(farm, selection, 3)()).values()]).toEqual(['absent'])
    const lanes = orThrow(await farm.engine.lanes())
    expect(lanes.map(({ lane, waiting }) => [lane.submitter, waiting])).toEqual([['ben', 1]])
  })

  it('given up, and waiting again where that is asked', async () => {
    const farm = newFarm()
    const [one] = await jobsOf(1)
    if (one === undefined) throw new Error('no job')
    orThrow(await submitJobs(farm, [one], ada)())
    await buryNext(farm, one.job.lane)
    expect(orThrow(await retryJobs(farm, () => false, 3)())).toEqual([])
    expect(orThrow(await retryJobs(farm, () => true, 3)()).map(({ job }) => job.id)).toEqual([one.job.id])
    expect([...orThrow(await lookAtJobs(farm, 'ada')([one.job.id])()).values()]).toEqual([{ _tag: 'Waiting' }])
  })
})
