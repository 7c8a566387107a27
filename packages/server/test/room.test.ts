import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Recipe } from '@sigmastream/pipeline'
import type { Errand, News, SteerState, WorkThread } from '@sigmastream/render-thread'
import { type Fault, fault } from '@sigmastream/render-thread/wire'
import { either as E } from 'fp-ts'
import type * as t from 'io-ts'
import { describe, expect, it } from 'vitest'
import { checkOn } from '../src/room/check-recipe.js'
import { addRecipe, forkRender, stopRender } from '../src/room/new-renders.js'
import { openRoom, type RoomOptions } from '../src/room/open-room.js'
import type { Room } from '../src/room/room.js'
import { threadLine } from '../src/room/thread-line.js'
import type { SoundStore } from '../src/store/sounds.js'
import { orThrow, scratch, until } from './support.js'

const folder = scratch()
const sound = {
  id: 'a'.repeat(64),
  name: 'take.wav',
  bytes: 1000,
  seconds: 1,
  sampleRate: 1000,
  channels: 1,
  samples: 1000,
  format: 'WAV',
  recipe: null,
}

const result = { name: 'x.wav', bytes: 1, seconds: 1, sampleRate: 1000, channels: 1, format: 'wav' }

/** A thread that does what the test says, when it says so. */
const fakeThread = () => {
  const begun: {
    readonly errand: Errand
    readonly tell: (news: News) => void
    readonly end: (answer: E.Either<Fault, unknown>) => void
    readonly signal: AbortSignal | undefined
  }[] = []
  const steered: SteerState[] = []
  const thread: WorkThread = {
    start: () => undefined,
    run: <A>(
      errand: Errand,
      answer: t.Type<A, unknown>,
      hear: (news: News) => void = () => undefined,
      signal?: AbortSignal,
    ) =>
      new Promise<E.Either<Fault, A>>((resolve) => {
        const end = (ended: E.Either<Fault, unknown>): void =>
          resolve(
            E.isRight(ended) && answer.is(ended.right)
              ? E.right(ended.right)
              : E.isLeft(ended)
                ? ended
                : E.left(fault('x', 'x', 'x')),
          )
        begun.push({ errand, tell: hear, end, signal })
      }),
    waiting: () => begun.length,
    held: () => 0,
    steer: (steering) => void steered.push(steering),
    close: async () => {
      for (const { end } of begun) end(E.left(fault('thread-ended', 'closed', 'x')))
    },
  }
  return { thread, begun, steered }
}

let count = 0
const opened = async (options: Partial<RoomOptions> = {}) => {
  const fake = fakeThread()
  const sounds: SoundStore = {
    get: (id) => (id === sound.id ? sound : undefined),
    all: () => [sound],
    path: (id) => join(folder, id),
    add: async () => E.left(fault('x', 'x', 'x')),
    remove: async () => undefined,
  }
  const room = await openRoom({
    folder: join(folder, `room-${count++}`),
    shelf: { sounds, models: [], availableMemory: () => 1e9 },
    check: async () => E.right(undefined),
    openLine: threadLine([fake.thread]),
    mostWaiting: 3,
    mostBytes: 1e9,
    now: () => new Date(0),
    ...options,
  })
  return { room, ...fake }
}

const recipe = (seed: number): Recipe => ({ command: 'vary', inputHash: sound.id, seed })
const added = async (room: Room, seed: number) => orThrow(await addRecipe(room, recipe(seed)))

const prepared: News = {
  _tag: 'Prepared',
  whole: {
    ...recipe(1),
    model: 'exemplar',
    input: 'take.wav',
    noiseLevel: 4,
    schedule: 'karras',
    steps: 3,
    noise: 'keyed',
    sampler: 'euler',
  },
  data: { steps: 3, sigmas: [4, 2, 1, 0], calls: 3, chain: ['denoise'], notes: ['softly'] },
}
const stepped = (index: number): News => ({
  _tag: 'Step',
  at: index + 1,
  data: { index, sigma: 2, next: 1, done: (index + 1) / 3, secondsLeft: 2 - index, rms: null },
})

describe('renders in a room', () => {
  it('are made one after the other, in their order, and say how far they are', async () => {
    const { room, begun } = await opened()
    const [one, two] = [await added(room, 1), await added(room, 2)]
    await until(() => begun.length === 1)
    expect(one.isNew && two.isNew).toBe(true)
    expect(room.get(two.render.id)).toMatchObject({ state: 'waiting', place: 0, steps: null, done: 0 })
    begun[0]?.tell(prepared)
    begun[0]?.tell(stepped(0))
    expect(room.get(one.render.id)).toMatchObject({
      state: 'running',
      place: null,
      steps: 3,
      done: 1,
      secondsLeft: 2,
      notes: ['softly'],
      whole: { steps: 3 },
    })
    begun[0]?.end(E.right(result))
    await until(() => begun.length === 2)
    expect(room.get(one.render.id)).toMatchObject({ state: 'done', result, error: null })
    expect(room.all().map(({ id }) => id)).toEqual([two.render.id, one.render.id])
  })

  it('go to the thread that was busy last, and have what others hold, which they close before', async () => {
    const [one, two] = [fakeThread(), fakeThread()]
    const held = { one: 0 }
    const atThreads = threadLine([{ ...one.thread, held: () => held.one }, two.thread])
    const { room } = await opened({
      // a disk so slow that what is over is noted when the next has begun
      openLine: (ledger, shelf) => {
        const save: typeof ledger.save = async (of) => {
          if (of.note.state === 'done' && held.one > 0) await until(() => one.begun.length + two.begun.length > 2)
          return ledger.save(of)
        }
        return atThreads({ ...ledger, save }, shelf)
      },
    })
    const [first, second] = [await added(room, 1), await added(room, 2)]
    await until(() => one.begun.length + two.begun.length === 2)
    one.begun[0]?.end(E.right(result))
    await until(() => room.get(second.render.id)?.state === 'done')
    held.one = 5
    two.begun[0]?.end(E.right(result))
    await until(() => room.get(first.render.id)?.state === 'done')
    await added(room, 3)
    await until(() => one.begun.length === 2)
    expect(one.begun[1]?.errand).toEqual({ _tag: 'Release' })
    expect(two.begun).toHaveLength(1)
    one.begun[1]?.end(E.right(null))
    await until(() => two.begun.length === 2)
    expect(two.begun[1]?.errand).toMatchObject({ _tag: 'Render', recipe: { seed: 3 } })
  })

  it('of the same recipe are the same one, unless that failed or was cancelled', async () => {
    const { room, begun } = await opened()
    const first = await added(room, 1)
    expect(await added(room, 1)).toMatchObject({ isNew: false, render: { id: first.render.id } })
    await until(() => begun.length === 1)
    begun[0]?.end(E.left(fault('render-failed', 'it ran away', 'another seed')))
    await until(() => room.get(first.render.id)?.state === 'failed')
    expect(room.get(first.render.id)?.error?.message).toBe('it ran away')
    const { frames, frame } = room.files(first.render.id)
    mkdirSync(frames)
    writeFileSync(frame(1), 'what it failed at')
    expect(await added(room, 1)).toMatchObject({ isNew: true, render: { id: first.render.id, error: null } })
    expect(await room.frames(first.render.id)).toEqual([])
    await until(() => begun.length === 2)
    begun[1]?.end(E.right(result))
    await until(() => room.get(first.render.id)?.state === 'done')
    expect(await added(room, 1)).toMatchObject({ isNew: false })
  })

  it('without a seed get one before they get an id: they are others each time', async () => {
    const { room } = await opened()
    const { seed: _, ...unsown } = recipe(0)
    const [one, two] = [orThrow(await addRecipe(room, unsown)), orThrow(await addRecipe(room, unsown))]
    expect(one.render.id).not.toBe(two.render.id)
    expect(one.render.recipe.seed).toEqual(expect.any(Number))
    expect(orThrow(await addRecipe(room, one.render.recipe)).render.id).toBe(one.render.id)
  })

  it('are cancelled at once, and what their thread still tells is not heard', async () => {
    const { room, begun } = await opened()
    const [one, two] = [await added(room, 1), await added(room, 2)]
    await until(() => begun.length === 1)
    expect(await room.remove(two.render.id)).toMatchObject({ state: 'cancelled' })
    expect(await room.remove(one.render.id)).toMatchObject({ state: 'cancelled' })
    expect(begun[0]?.signal?.aborted).toBe(true)
    begun[0]?.tell(stepped(1))
    begun[0]?.end(E.right(result))
    await until(() => room.log(one.render.id)?.isOver() === true)
    expect(room.get(one.render.id)).toMatchObject({ state: 'cancelled', done: 0, result: null })
    expect(begun).toHaveLength(1)
    expect(await room.remove(one.render.id)).toBe(null)
    expect(room.get(one.render.id)).toBeUndefined()
    expect(await room.remove(one.render.id)).toBeUndefined()
  })

  it('wait up to a number, and then are refused', async () => {
    const { room, begun } = await opened()
    for (const seed of [1, 2, 3, 4]) {
      await added(room, seed)
      await until(() => begun.length === 1)
    }
    expect(await addRecipe(room, recipe(5))).toMatchObject({ left: { code: 'queue-full' } })
    expect(await addRecipe(room, recipe(4))).toMatchObject({ right: { isNew: false } })
  })

  it('that are asked for twice at once are one', async () => {
    const { room } = await opened()
    const both = await Promise.all([added(room, 1), added(room, 1)])
    expect(both.map(({ isNew }) => isNew).toSorted()).toEqual([false, true])
    expect(await Promise.all([2, 3, 4, 5, 6].map((seed) => addRecipe(room, recipe(seed))))).toSatisfy(
      (all: readonly E.Either<Fault, unknown>[]) => all.filter(E.isRight).length <= 4,
    )
  })

  it('that are removed and asked for again have files of their own', async () => {
    const { room, begun } = await opened()
    const { render } = await added(room, 1)
    await until(() => begun.length === 1)
    await room.remove(render.id)
    const removed = room.remove(render.id)
    const again = added(room, 1)
    begun[0]?.end(E.left(fault('cancelled', 'it was cancelled', 'run it again')))
    expect(await removed).toBe(null)
    expect((await again).isNew).toBe(true)
    await until(() => begun.length === 2)
    expect(readdirSync(join(room.files(render.id).note, '..'))).toContain('render.json')
  })

  it('are held and let go while they run', async () => {
    const { room, begun, steered } = await opened()
    const { render } = await added(room, 1)
    await until(() => begun.length === 1)
    expect(room.steer(render.id, { paused: true })).toMatchObject({ right: { state: 'paused' } })
    expect(room.steer(render.id, { pace: 2 })).toMatchObject({ right: { state: 'paused' } })
    expect(room.steer(render.id, { paused: false })).toMatchObject({ right: { state: 'running' } })
    expect(steered).toEqual([
      { paused: true, pace: 0 },
      { paused: true, pace: 2 },
      { paused: false, pace: 2 },
    ])
    begun[0]?.end(E.right(result))
    await until(() => room.get(render.id)?.state === 'done')
    expect(room.steer(render.id, { paused: true })).toMatchObject({ left: { code: 'not-running' } })
  })

  it('that are held step aside for those that wait, and go on when they are let go', async () => {
    const { room, begun, steered } = await opened()
    const { render: held } = await added(room, 1)
    await until(() => begun.length === 1)
    begun[0]?.tell(prepared)
    begun[0]?.tell(stepped(0))
    room.steer(held.id, { paused: true, pace: 2 })
    expect(begun[0]?.signal?.aborted).toBe(false)
    const { render: other } = await added(room, 2)
    expect(begun[0]?.signal?.aborted).toBe(true)
    begun[0]?.tell(stepped(1))
    begun[0]?.end(E.left(fault('cancelled', 'it was cancelled', 'run it again')))
    await until(() => begun.length === 2)
    expect(room.get(held.id)).toMatchObject({ state: 'paused', done: 1, place: null, error: null })
    expect(room.get(other.id)).toMatchObject({ state: 'running' })
    expect(room.steer(held.id, { pace: 3 })).toMatchObject({ right: { state: 'paused' } })
    expect(room.steer(held.id, { paused: false })).toMatchObject({ right: { state: 'waiting', place: 0 } })
    // and may be held again while it waits
    expect(room.steer(held.id, { paused: true })).toMatchObject({ right: { state: 'paused', place: null } })
    expect(room.steer(held.id, { paused: false })).toMatchObject({ right: { state: 'waiting', place: 0 } })
    begun[1]?.end(E.right(result))
    await until(() => begun.length === 3)
    expect(begun[2]?.errand).toMatchObject({ recipe: { seed: 1, steps: 3 } })
    begun[2]?.tell(prepared)
    expect(steered.at(-1)).toEqual({ paused: false, pace: 3 })
    begun[2]?.end(E.right(result))
    await until(() => room.get(held.id)?.state === 'done')
  })

  it('that stepped aside are cancelled as others are', async () => {
    const { room, begun } = await opened()
    const { render: held } = await added(room, 1)
    await until(() => begun.length === 1)
    await added(room, 2)
    room.steer(held.id, { paused: true })
    expect(begun[0]?.signal?.aborted).toBe(true)
    begun[0]?.end(E.left(fault('cancelled', 'it was cancelled', 'run it again')))
    await until(() => begun.length === 2)
    expect(await room.remove(held.id)).toMatchObject({ state: 'cancelled' })
    expect(room.steer(held.id, { paused: false })).toMatchObject({ left: { code: 'not-running' } })
    expect(room.all().map(({ state }) => state)).toEqual(['running', 'cancelled'])
  })

  it.each([
    [{ command: 'vary', inputHash: 'b'.repeat(64) }, 'no-such-sound'],
    [{ command: 'vary' }, 'bad-recipe'],
    [{ command: 'generate', inputHash: sound.id }, 'bad-recipe'],
    [{ command: 'vary', inputHash: sound.id, model: 'c'.repeat(64) }, 'no-such-model'],
    [{ command: 'vary', inputHash: sound.id, batch: 3 }, 'bad-recipe'],
    [{ command: 'vary', inputHash: sound.id, exemplarHashes: ['b'.repeat(64)] }, 'no-such-sound'],
  ] as const)('of %j are refused', async (asked, code) => {
    const { room } = await opened()
    expect(await addRecipe(room, asked)).toMatchObject({ left: { code } })
    expect(room.all()).toEqual([])
  })
})

describe('a recipe is looked into before it is queued', () => {
  const wrong = fault('bad-recipe', 'the gap lies outside', 'give another')

  it('and where it cannot be made it is refused, and nowhere', async () => {
    const looked: unknown[] = []
    const check: RoomOptions['check'] = async ({ recipe: of }) => {
      looked.push(of.seed)
      return of.seed === 2 ? E.left(wrong) : E.right(undefined)
    }
    const { room } = await opened({ check })
    await added(room, 1)
    await added(room, 1)
    expect(await addRecipe(room, recipe(2))).toEqual(E.left(wrong))
    expect(room.all().map(({ recipe: of }) => of.seed)).toEqual([1])
    expect(looked).toEqual([1, 2])
  })

  const placed = {
    recipe: recipe(1),
    material: { input: null, exemplars: [], model: null, memory: 1 },
  }

  it('on a thread: what that refuses is refused, and what it has no time for is not', async () => {
    const { thread, begun } = fakeThread()
    const refused = checkOn(thread, { models: [] })(placed)
    await until(() => begun.length === 1)
    expect(begun[0]?.errand).toMatchObject({ _tag: 'Check', recipe: { seed: 1 } })
    begun[0]?.end(E.left(wrong))
    expect(await refused).toEqual(E.left(wrong))
    expect(await checkOn(thread, { models: [] }, 1)(placed)).toEqual(E.right(undefined))
    expect(begun[1]?.signal?.aborted).toBe(true)
    const ended = checkOn(thread, { models: [] })(placed)
    await until(() => begun.length === 3)
    begun[2]?.end(E.left(fault('thread-ended', 'it has ended', 'ask again')))
    expect(await ended).toEqual(E.right(undefined))
  })
})

describe('a room that is opened again', () => {
  it('has what was done, and goes on with what was not', async () => {
    const first = await opened()
    const [one, two, three] = [await added(first.room, 1), await added(first.room, 2), await added(first.room, 3)]
    await until(() => first.begun.length === 1)
    first.begun[0]?.tell(prepared)
    first.begun[0]?.end(E.right(result))
    await until(() => first.begun.length === 2)
    first.begun[1]?.tell(prepared)
    await first.room.close()
    const again = await opened({ folder: join(folder, `room-${count - 1}`) })
    await until(() => again.begun.length === 1)
    expect(again.room.all().map(({ id, state }) => [id, state])).toEqual([
      [three.render.id, 'waiting'],
      [two.render.id, 'running'],
      [one.render.id, 'done'],
    ])
    // with nothing left open: the machine may have other memory now
    expect(again.begun[0]?.errand).toMatchObject({ recipe: { steps: 3 } })
    const log = again.room.log(one.render.id)
    expect(log?.after(3)).toMatchObject({ id: 1_000_001 })
    expect(log?.isOver()).toBe(true)
  })

  it('leaves alone what is no render', async () => {
    const there = join(folder, `room-${count}`)
    mkdirSync(join(there, 'd'.repeat(64)), { recursive: true })
    writeFileSync(join(there, 'd'.repeat(64), 'render.json'), '{"version": 2}')
    writeFileSync(join(there, 'notes.txt'), 'mine')
    const { room } = await opened()
    expect(room.all()).toEqual([])
    expect(readdirSync(there)).toHaveLength(2)
  })
})

describe('room on the disk', () => {
  const fill = async (room: Room, fake: ReturnType<typeof fakeThread>, seed: number): Promise<string> => {
    const { render } = await added(room, seed)
    await until(() => fake.begun.length === seed)
    for (const kept of ['frames', 'previews'])
      mkdirSync(join(room.files(render.id).note, '..', kept), { recursive: true })
    writeFileSync(room.files(render.id).frame(1), new Uint8Array(2000))
    writeFileSync(room.files(render.id).result('wav'), new Uint8Array(1000))
    fake.begun[seed - 1]?.end(E.right(result))
    await until(() => room.get(render.id)?.state === 'done')
    return render.id
  }

  it('is made by the oldest: their frames first, then they themselves', async () => {
    const { room, ...fake } = await opened({ mostBytes: 12_000 })
    const ids = [await fill(room, fake, 1), await fill(room, fake, 2)]
    expect(orThrow(await room.makeRoom(4500))).toBeUndefined()
    expect(await room.frames(ids[0] ?? '')).toEqual([])
    expect(await room.frames(ids[1] ?? '')).toEqual([1])
    expect(orThrow(await room.makeRoom(8500))).toBeUndefined()
    expect(room.all().map(({ id }) => id)).toEqual(ids.slice(1))
    expect(await room.makeRoom(13_000)).toMatchObject({ left: { code: 'disk-full' } })
  })
})

describe('a render that follows another', () => {
  const half = async () => {
    const { room, begun, ...others } = await opened()
    const { render } = await added(room, 1)
    await until(() => begun.length === 1)
    return { room, begun, id: render.id, ...others }
  }

  it('is there once that was prepared, and not beyond its end', async () => {
    const { room, begun, id } = await half()
    expect(await forkRender(room, id, { at: 1 })).toMatchObject({ left: { code: 'not-prepared' } })
    expect(await stopRender(room, id, {})).toMatchObject({ left: { code: 'not-prepared' } })
    begun[0]?.tell(prepared)
    expect(await forkRender(room, id, { at: 3 })).toMatchObject({ left: { code: 'over' } })
    expect(await stopRender(room, id, {})).toMatchObject({ left: { code: 'not-begun' } })
    expect(await forkRender(room, 'e'.repeat(64), { at: 1 })).toMatchObject({ left: { code: 'no-such-render' } })
  })

  it('says what it was until then, and goes on from a frame of the other', async () => {
    const { room, begun, id } = await half()
    begun[0]?.tell(prepared)
    const fork = orThrow(await forkRender(room, id, { at: 2, sampler: 'heun' }))
    expect(fork.render).toMatchObject({
      parent: { id, at: 2 },
      recipe: { sampler: 'heun', earlier: [{ until: 2, sampler: 'euler' }] },
    })
    const other = orThrow(await forkRender(room, id, { at: 2 }))
    expect(other.render.recipe.seed).not.toBe(1)
    begun[0]?.end(E.right(result))
    await until(() => begun.length === 2)
    expect(begun[1]?.errand).toMatchObject({
      from: { folder: room.files(id).frames, at: 2, changes: { sampler: 'heun' } },
    })
  })

  it('ends where the other is: that is cancelled', async () => {
    const { room, begun, id } = await half()
    begun[0]?.tell(prepared)
    begun[0]?.tell(stepped(0))
    const stopped = orThrow(await stopRender(room, id, {}))
    expect(stopped.render).toMatchObject({
      parent: { id, at: 1 },
      recipe: { schedule: 'list', sigmas: [4, 2, 0], noiseLevel: 4 },
    })
    expect(room.get(id)?.state).toBe('cancelled')
    expect(begun[0]?.signal?.aborted).toBe(true)
  })
})
