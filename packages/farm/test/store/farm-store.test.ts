import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { type FileHandle, mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { Recipe } from '@sigmastream/pipeline/recipe'
import fc from 'fast-check'
import { either as E } from 'fp-ts'
import { describe, expect, it, vi } from 'vitest'
import { type Job, jobVersion } from '../../src/job/job.js'
import { farmStore } from '../../src/store/farm/farm-store-on.js'
import type { FarmStore, JobList, ResultNote } from '../../src/store/farm-store.js'
import type { ObjectStore } from '../../src/store/object-store.js'
import { cutOff, gated, memoryStore } from './memory-store.js'
import { fileHandles, fileWith, left, newPath, right, scratch, textOf } from './support.js'

const folder = scratch()
const id = 'a'.repeat(64)
const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex')

const farmOn = (objects: ObjectStore): FarmStore => farmStore(objects, newPath(folder))

const farmWith = (objects: Map<string, string> = new Map()) => ({ objects, farm: farmOn(memoryStore(objects)) })

const recipe = Recipe.decode({ command: 'vary', inputHash: 'b'.repeat(64), seed: 7, bits: 4 })
if (E.isLeft(recipe)) throw new Error('no recipe')

const job: Job = {
  version: jobVersion,
  id,
  recipe: recipe.right,
  lane: { need: { model: 'exemplar', memory: null }, priority: 'normal', submitter: 'anna' },
  sounds: ['b'.repeat(64)],
}

const note = (worker: string, bitsClass = 'any'): Omit<ResultNote, 'content' | 'bytes'> => ({
  job: id,
  bitsClass,
  worker,
  seconds: 1.5,
  at: 1000,
})

const listOf = (at: number): JobList => ({
  id: hashOf(String(at)),
  submitter: 'anna',
  at,
  jobs: [{ id, name: 'first' }],
})

const damage = (objects: Map<string, string>, key: string): void => {
  const text = objects.get(key)
  if (text === undefined) throw new Error(`no ${key}`)
  objects.set(
    key,
    text.replace(/.$/su, (last) => (last === 'x' ? 'y' : 'x')),
  )
}

describe('a farm keeps', () => {
  it('a sound once, under its hash, and gives it back', async () => {
    const objects = new Map<string, string>()
    let puts = 0
    const inner = memoryStore(objects)
    const farm = farmOn({ ...inner, putIfAbsent: (key, file) => (puts++, inner.putIfAbsent(key, file)) })
    const file = await fileWith(folder, 'sound')
    expect(await right(farm.addSound(file))).toBe(hashOf('sound'))
    expect(await right(farm.addSound(file))).toBe(hashOf('sound'))
    expect(puts).toBe(1)
    expect([...objects]).toEqual([[`sounds/${hashOf('sound')}`, 'sound']])
    const fetched = newPath(folder)
    await right(farm.fetchSound(hashOf('sound'), fetched))
    expect(await textOf(fetched)).toBe('sound')
    expect(await left(farm.addSound(newPath(folder)))).toMatchObject({ _tag: 'LocalFileFailed' })
  })

  it('what was fetched, after a loss of power too: it is flushed before it has its name', async () => {
    const { farm } = farmWith()
    const sound = await right(farm.addSound(await fileWith(folder, 'sound')))
    const fetched = newPath(folder)
    const prototype = await fileHandles(folder)
    const { sync } = prototype
    const flushed: (readonly [isNamed: boolean, size: number])[] = []
    vi.spyOn(prototype, 'sync').mockImplementation(async function (this: FileHandle) {
      flushed.push([existsSync(fetched), (await this.stat()).size])
      return sync.call(this)
    })
    await right(farm.fetchSound(sound, fetched)).finally(() => vi.restoreAllMocks())
    expect(flushed).toEqual([[false, 5]])
  })

  it('jobs and lists as they were sent, the newest list first', async () => {
    const { farm, objects } = farmWith()
    expect(await right(farm.job(id))).toBe(null)
    expect(await right(farm.list(id))).toBe(null)
    await right(farm.noteJob(job))
    for (const at of [2, 3, 1]) await right(farm.noteList(listOf(at)))
    expect(await right(farm.job(id))).toEqual(job)
    expect(await right(farm.list(listOf(2).id))).toEqual(listOf(2))
    expect((await right(farm.lists)).map(({ at }) => at)).toEqual([3, 2, 1])
    expect(objects.size).toBe(4)
  })

  it('the older of two results, and names both where one class made two', async () => {
    const { farm, objects } = farmWith()
    expect(await right(farm.result(id))).toBe(null)
    const [first, second] = [await fileWith(folder, 'one'), await fileWith(folder, 'two')]
    const kept = await right(farm.keepResult(note('w1'), first))
    expect(kept).toEqual({ ...note('w1'), content: hashOf('one'), bytes: 3 })
    const before = new Map(objects)
    expect(await right(farm.keepResult(note('w2'), first))).toEqual(kept)
    expect(await right(farm.keepResult(note('w2', 'other'), second))).toEqual(kept)
    expect(await left(farm.keepResult(note('w2'), second))).toEqual({
      _tag: 'TwoResults',
      job: id,
      bitsClass: 'any',
      hashes: [hashOf('one'), hashOf('two')],
    })
    expect(objects).toEqual(before)
    objects.delete(`content/${kept.content}`)
    expect((await left(farm.fetchResult(kept, newPath(folder))))._tag).toBe('StoreMissing')
    await right(farm.keepResult(note('w2'), first))
    const fetched = newPath(folder)
    await right(farm.fetchResult(kept, fetched))
    expect(await textOf(fetched)).toBe('one')
    expect(objects).toEqual(before)
  })

  it('nothing in its scratch folder', async () => {
    const place = newPath(folder)
    const farm = farmStore(memoryStore(new Map()), place)
    await right(farm.addSound(await fileWith(folder, 'sound')))
    await right(farm.noteJob(job))
    await right(farm.job(id))
    await left(farm.addSound(newPath(folder)))
    expect(await readdir(place)).toEqual([])
    const blocked = farmStore(memoryStore(new Map()), join(await fileWith(folder, ''), 'scratch'))
    expect(await left(blocked.noteJob(job))).toMatchObject({ _tag: 'LocalFileFailed' })
  })
})

describe('what was damaged in a store', () => {
  it('is named, and takes no file’s place', async () => {
    const { farm, objects } = farmWith()
    const sound = await right(farm.addSound(await fileWith(folder, 'sound')))
    const kept = await right(farm.keepResult(note('w1'), await fileWith(folder, 'one')))
    for (const [key, fetch] of [
      [`sounds/${sound}`, (file: string) => farm.fetchSound(sound, file)],
      [`content/${kept.content}`, (file: string) => farm.fetchResult(kept, file)],
    ] as const) {
      damage(objects, key)
      const file = await fileWith(folder, 'old')
      expect(await left(fetch(file))).toMatchObject({ _tag: 'StoreDamaged', store: 'memory', key })
      expect(await textOf(file)).toBe('old')
      objects.delete(key)
      const none = newPath(folder)
      expect(await left(fetch(none))).toEqual({ _tag: 'StoreMissing', store: 'memory', key })
      expect(existsSync(none)).toBe(false)
    }
    const nowhere = join(newPath(folder), 'file')
    await right(farm.addSound(await fileWith(folder, 'sound')))
    expect(await left(farm.fetchSound(sound, nowhere))).toMatchObject({ _tag: 'LocalFileFailed', path: nowhere })
  })

  it.each([
    ['no JSON', '{', 'it is not JSON'],
    ['another kind of value', '[]', 'it should be'],
    ['null', 'null', 'it should be'],
    ['of another version', JSON.stringify({ ...job, version: 2 }), '"version" should be 1'],
    [
      'of a lane that is none',
      JSON.stringify({ ...job, lane: { ...job.lane, submitter: 'No One' } }),
      '"lane.submitter" should be a name',
    ],
    ['of another id', JSON.stringify({ ...job, id: 'c'.repeat(64) }), `it is of ${'c'.repeat(64)}`],
  ])('is no job where it is %s', async (_, text, wrong) => {
    const { farm, objects } = farmWith()
    const key = `jobs/${id}.json`
    objects.set(key, text)
    const error = await left(farm.job(id))
    expect(error).toMatchObject({ _tag: 'StoreDamaged', key })
    expect(error).toHaveProperty('wrong', expect.stringContaining(wrong))
  })

  it('is no id either: nothing is looked for outside', async () => {
    const { farm } = farmWith()
    expect(await left(farm.job('../jobs/x'))).toMatchObject({ _tag: 'BadKey' })
    expect(await left(farm.fetchSound('../x', newPath(folder)))).toMatchObject({ _tag: 'BadKey' })
    expect(await left(farm.forgetCheckpoints('..'))).toMatchObject({ _tag: 'BadKey' })
  })
})

describe('checkpoints', () => {
  const fetchInto = async (farm: FarmStore, bitsClass: string): Promise<string | null> => {
    const files = newPath(folder)
    await mkdir(files)
    const done = await right(farm.fetchCheckpoint(id, bitsClass, (steps) => join(files, `${steps}`)))
    expect(await readdir(files)).toEqual(done === null ? [] : [`${done}`])
    return done === null ? null : `${done} ${await textOf(join(files, `${done}`))}`
  }

  it('are the newest of each class, whatever its name, until they are forgotten', async () => {
    const { farm, objects } = farmWith()
    const classes = ['any', 'Any', 'a_6e', 'an', 'onnx 1.2/cpu+avx512', '.', '..', 'ü']
    for (const [i, name] of classes.entries())
      await right(farm.keepCheckpoint(id, name, i, await fileWith(folder, name)))
    for (const [i, name] of classes.entries())
      expect(await fetchInto(farm, name)).toBe(`${i} ${Buffer.from(name).toString('latin1')}`)
    const other = 'd'.repeat(64)
    await right(farm.keepCheckpoint(other, 'any', 3, await fileWith(folder, 'other')))
    expect(objects.size).toBe(classes.length + 1)
    await right(farm.forgetCheckpoints(id))
    for (const name of classes) expect(await fetchInto(farm, name)).toBe(null)
    expect([...objects.values()]).toEqual(['other'])
  })

  it('make way for later ones only, counted beyond four digits too', async () => {
    const { farm, objects } = farmWith()
    const keep = async (done: number) => right(farm.keepCheckpoint(id, 'any', done, await fileWith(folder, `${done}`)))
    await keep(9998)
    await keep(10_000)
    await keep(9999)
    expect(await fetchInto(farm, 'any')).toBe('10000 10000')
    expect([...objects.values()].toSorted()).toEqual(['10000', '9999'])
    await keep(10_001)
    expect([...objects.values()]).toEqual(['10001'])
  })

  it('that are damaged are passed over', async () => {
    const { farm, objects } = farmWith()
    for (const done of [8, 6, 4]) await right(farm.keepCheckpoint(id, 'any', done, await fileWith(folder, `f${done}`)))
    const [fourth, sixth, eighth] = [...objects.keys()].toSorted()
    if (fourth === undefined || sixth === undefined || eighth === undefined) throw new Error('too few are kept')
    damage(objects, eighth)
    expect(await fetchInto(farm, 'any')).toBe('6 f6')
    damage(objects, sixth)
    damage(objects, fourth)
    expect(await fetchInto(farm, 'any')).toBe(null)
  })

  it('of a job that was made meanwhile are not kept', async () => {
    const { farm, objects } = farmWith()
    await right(farm.keepResult(note('w1'), await fileWith(folder, 'one')))
    const before = new Map(objects)
    await right(farm.keepCheckpoint(id, 'any', 5, await fileWith(folder, 'late')))
    expect(objects).toEqual(before)
  })
})

describe('a farm that is cut off', () => {
  /** All that is done for one job, from the sound to the result. */
  const everything = async (farm: FarmStore): Promise<E.Either<unknown, void>> => {
    const [sound, early, late, result] = [
      await fileWith(folder, 'sound'),
      await fileWith(folder, 'early'),
      await fileWith(folder, 'late'),
      await fileWith(folder, 'result'),
    ]
    for (const step of [
      farm.addSound(sound),
      farm.noteJob(job),
      farm.noteList(listOf(1)),
      farm.fetchCheckpoint(id, 'any', () => newPath(folder)),
      farm.keepCheckpoint(id, 'any', 2, early),
      farm.keepCheckpoint(id, 'any', 4, late),
      farm.fetchCheckpoint(id, 'any', () => newPath(folder)),
      farm.keepResult(note('w1'), result),
      farm.forgetCheckpoints(id),
    ]) {
      const ended = await step()
      if (E.isLeft(ended)) return ended
    }
    return E.right(undefined)
  }

  /** Every object whose key says what is in it has it, and what a note names is there. */
  const holds = async (objects: Map<string, string>): Promise<void> => {
    for (const [key, text] of objects) {
      const [, hash] = /([0-9a-f]{64})(?:\.safetensors)?$/.exec(key) ?? []
      if (hash !== undefined) expect(hashOf(text)).toBe(hash)
    }
    const { farm } = farmWith(objects)
    const found = await right(farm.result(id))
    if (found !== null) await right(farm.fetchResult(found, newPath(folder)))
    await right(farm.job(id))
    await right(farm.lists)
  }

  it('after any of its calls has said nothing that is not so, and comes to the same when it begins again', async () => {
    const undisturbed = new Map<string, string>()
    expect(E.isRight(await everything(farmOn(memoryStore(undisturbed))))).toBe(true)
    let cuts = 0
    for (const isLastDone of [false, true])
      for (let after = 0; ; after++) {
        const objects = new Map<string, string>()
        const ended = await everything(farmOn(cutOff(memoryStore(objects), after, isLastDone)))
        if (E.isRight(ended)) break
        cuts++
        await holds(objects)
        expect(E.isRight(await everything(farmOn(memoryStore(objects))))).toBe(true)
        expect(new Map([...objects].toSorted())).toEqual(new Map([...undisturbed].toSorted()))
      }
    expect(cuts).toBeGreaterThan(30)
  })
})

describe('two workers at once', () => {
  it('keep one result between them, however their calls mix', async () => {
    const classes = fc.constantFrom('any', 'other')
    const worker = fc.record({ bitsClass: classes, text: fc.constantFrom('one', 'two') })
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), worker, worker, async (scheduler, ...workers) => {
        const objects = new Map<string, string>()
        const ended = workers.map(async ({ bitsClass, text }, i) => {
          const store = gated(memoryStore(objects), (call) => () => scheduler.schedule(Promise.resolve()).then(call))
          return farmOn(store).keepResult(note(`w${i}`, bitsClass), await fileWith(folder, text))()
        })
        const [first, second] = await scheduler.waitFor(Promise.all(ended))
        const kept = await right(farmWith(objects).farm.result(id))
        const [one, two] = workers
        if (kept === null || first === undefined || second === undefined) throw new Error('nothing was kept')
        const winner = kept.worker === 'w0' ? one : two
        expect(kept).toMatchObject({ bitsClass: winner.bitsClass, content: hashOf(winner.text) })
        const isFault = one.bitsClass === two.bitsClass && one.text !== two.text
        const answers = [first, second].map((answer) => (E.isRight(answer) ? answer.right : answer.left._tag))
        expect(answers.filter((answer) => answer !== 'TwoResults')).toEqual(isFault ? [kept] : [kept, kept])
        expect(objects.has(`content/${kept.content}`)).toBe(true)
      }),
      { numRuns: 40 },
    )
  })
})
