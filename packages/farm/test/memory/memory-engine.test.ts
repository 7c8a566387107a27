import { firstValueFrom } from 'rxjs'
import { describe, expect, it } from 'vitest'
import type { Clock } from '../../src/engine/memory/clock.js'
import { openMemory } from '../../src/engine/memory/memory.js'
import { engineOn, memoryEngine } from '../../src/engine/memory/memory-engine.js'
import { note, untold } from '../../src/engine/memory/newest.js'
import { get, size } from '../../src/engine/memory/ordered-map.js'
import { mostUnread } from '../../src/engine/memory/readers.js'
import { handClock } from '../contract/memory-trial.js'
import { answerOf, cardOf, idOf, jobOf, laneOf, letterOf, placeOf, stepOf } from '../contract/samples.js'
import { anna, countOf, take } from '../contract/steps.js'

/** A clock whose timers are rung by hand. */
const ringingClock = (now: () => number, calls: (() => void)[]): Clock => ({
  now,
  after: (_, call) => {
    calls.push(call)
    return () => undefined
  },
})

describe('the engine in memory', () => {
  it('takes in ten thousand jobs at once, and hands them out in order', async () => {
    const engine = memoryEngine()
    const job = jobOf(0)
    await answerOf(engine.submit(Array.from({ length: 10_000 }, (_, i) => ({ ...job, id: idOf(i) }))))
    for (let i = 0; i < 1000; i++) expect((await take({ engine })).job.id).toBe(idOf(i))
    expect(await answerOf(engine.lanes)).toEqual([countOf(9000, 1000)])
  })

  it('has nothing left of jobs that are over', async () => {
    const memory = openMemory()
    const engine = engineOn(memory)
    await answerOf(engine.submit([jobOf(1), jobOf(2), jobOf(3), jobOf(4, laneOf('ben'))]))
    await answerOf((await take({ engine })).finish)
    await answerOf((await take({ engine })).bury(letterOf(jobOf(2))))
    await answerOf(engine.retry(placeOf(jobOf(2))))
    for (const job of [jobOf(2), jobOf(3), jobOf(4, laneOf('ben'))]) await answerOf(engine.cancel(placeOf(job)))
    expect(memory.state()).toMatchObject({ lanes: null, letters: null, lapses: null, unfinished: 0 })
  })

  it('hands a reader the newest of a burst', async () => {
    const engine = memoryEngine()
    const heard: string[] = []
    engine.events().subscribe(({ id }) => heard.push(id))
    const burst = Array.from({ length: 3 * mostUnread }, (_, i) => stepOf(1, i))
    await Promise.all(burst.map((event) => engine.publish(event)()))
    expect(heard).toEqual(burst.slice(-mostUnread).map(({ id }) => id))
  })

  it('lets a reader that tells something itself hear it too, and others first what came first', async () => {
    const engine = memoryEngine()
    const heard: string[] = []
    const subscription = engine.events().subscribe(({ id, job }) => {
      if (job === idOf(1)) void engine.publish({ ...stepOf(2, 1), id: `answer to ${id}` })()
    })
    engine.events().subscribe(({ id }) => heard.push(id))
    await answerOf(engine.publish({ ...stepOf(1, 1), id: 'question' }))
    await new Promise((resolve) => setImmediate(resolve))
    expect(heard).toEqual(['question', 'answer to question'])
    subscription.unsubscribe()
  })

  it('remembers the newest event of the jobs that were told of last', () => {
    const told = [1, 2, 3, 2, 4, 2].map((job, at) => stepOf(job, at))
    const newest = told.reduce((before, event) => note(before, event, 2), untold)
    expect([1, 2, 3, 4].map((job) => get(newest.byJob, idOf(job))?.event.id)).toEqual([
      undefined,
      'p-2-5',
      undefined,
      'p-4-4',
    ])
    expect([size(newest.byJob), size(newest.turns)]).toEqual([2, 2])
  })

  it('loses what a closed engine had by the clock of the machine, and needs no one to ask', async () => {
    const memory = openMemory({ leaseTime: 1 })
    const [engine, other] = [engineOn(memory), engineOn(memory)]
    await answerOf(engine.submit([jobOf(1)]))
    await take({ engine: other })
    const woken = firstValueFrom(engine.wakes)
    await other.close()
    expect(await answerOf(engine.lanes)).toEqual([countOf(0, 1)])
    await woken
    expect((await take({ engine }, anna)).losses).toBe(1)
    expect(memory.state().lapses).toBeNull()
  })

  it('loses each lease when its own time is over, whoever was let go of first, and once', async () => {
    const clock = handClock()
    const memory = openMemory({ clock, leaseTime: 10 })
    const engine = engineOn(memory)
    await answerOf(engine.submit([jobOf(1), jobOf(2)]))
    const [first, second] = [await take({ engine }), await take({ engine })]
    const lost = () => [first.lost.aborted, second.lost.aborted]
    memory.abandon(second.job)
    clock.advance(4)
    memory.abandon(first.job)
    memory.abandon(second.job)
    clock.advance(6)
    expect(lost()).toEqual([false, true])
    memory.abandon(second.job) // it waits: nobody has it
    clock.advance(4)
    expect(lost()).toEqual([true, true])
    clock.advance(100)
    expect([await take({ engine }), await take({ engine })].map(({ job, losses }) => [job.id, losses])).toEqual([
      [idOf(1), 1],
      [idOf(2), 1],
    ])
  })

  it('takes nothing from who has a job now when it is closed by who had lost it', async () => {
    const clock = handClock()
    const memory = openMemory({ clock, leaseTime: 10 })
    const [engine, other] = [engineOn(memory), engineOn(memory)]
    await answerOf(engine.submit([jobOf(1)]))
    await take({ engine: other })
    memory.abandon(jobOf(1))
    clock.advance(10)
    const lease = await take({ engine })
    await other.close()
    clock.advance(100)
    expect(lease.lost.aborted).toBe(false)
    await answerOf(lease.finish)
  })

  it('loses nothing and wakes nobody when a timer rings early, and looks again', async () => {
    let time = 0
    const calls: (() => void)[] = []
    const memory = openMemory({ clock: ringingClock(() => time, calls), leaseTime: 10 })
    const engine = engineOn(memory)
    await answerOf(engine.submit([jobOf(1)]))
    const lease = await take({ engine })
    let wakes = 0
    engine.wakes.subscribe(() => (wakes += 1))
    memory.abandon(lease.job)
    const ring = async (at: number) => {
      time = at
      calls.shift()?.()
      await Promise.resolve()
      return [calls.length, wakes, lease.lost.aborted]
    }
    expect(await ring(9)).toEqual([1, 0, false])
    expect(await ring(10)).toEqual([0, 1, true])
  })

  it('lets a worker that stood still end its job before its time is over', async () => {
    const clock = handClock()
    const memory = openMemory({ clock, leaseTime: 10 })
    const engine = engineOn(memory)
    await answerOf(engine.submit([jobOf(1)]))
    const lease = await take({ engine })
    memory.abandon(lease.job)
    clock.advance(9)
    await answerOf(lease.giveBack)
    clock.advance(100)
    expect([lease.lost.aborted, (await take({ engine })).losses]).toEqual([false, 0])
  })

  it('keeps a lease for as long as its engine is open, though the clock stands still or jumps', async () => {
    let time = 0
    const calls: (() => void)[] = []
    const engine = memoryEngine({ clock: ringingClock(() => time, calls), leaseTime: 10, silence: 10 })
    await answerOf(engine.submit([jobOf(1)]))
    await answerOf(engine.announce(cardOf('w1')))
    const lease = await take({ engine })
    time = 1e9
    expect(calls).toEqual([])
    expect(await answerOf(engine.workers)).toEqual([])
    await answerOf(lease.finish)
  })
})
