import { orThrow, pure } from '@sigmastream/laws'
import { either as E } from 'fp-ts'
import { from, lastValueFrom, takeUntil, timer, toArray } from 'rxjs'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { euler } from '../../laws/test/samplers.js'
import { type Denoiser, drive, frameList, type Interval, type Plan, plan, run } from '../src/index.js'
import { frames, sampling } from '../src/stream/index.js'
import { engine, shape } from './support.js'

/** Far longer than the timers of these tests, and than a busy machine keeps a process waiting; without a bound, a run that starves them would hang the test. */
const patience = 20_000

/** Whether a plan of `endless` was ended by the bound above. */
let ended = false

/** A plan that has no end of its own: only something from outside ends it, or the bound above. */
const endless = (): Plan => {
  const begun = performance.now()
  ended = false
  const next = (_: unknown, previous: Interval | null): Interval | null => {
    ended = performance.now() - begun > patience
    return ended ? null : { index: (previous?.index ?? -1) + 1, of: Infinity, from: 1, to: 1 }
  }
  return { ...orThrow(plan({ step: euler, schedule: [1, 0], shape })), intervals: next }
}

const models: readonly (readonly [string, Denoiser])[] = [
  ['in microtasks', pure((x) => x)],
  // A model written in JavaScript may answer without a promise.
  ['at once', (x) => Object(x)],
]

// What was loaded without them must not serve the test files that come after.
afterEach(() => {
  vi.unstubAllGlobals()
  vi.resetModules()
})

describe.each(models)('a model that answers %s', (_, denoiser) => {
  it('cannot keep a timer from ending a stream of frames', async () => {
    await lastValueFrom(frames(endless(), engine({ denoiser })).pipe(takeUntil(timer(10)), toArray()))
    expect(ended).toBe(false)
  })

  it('cannot keep a signal from ending a run', async () => {
    expect(await run(endless(), engine({ denoiser }), AbortSignal.timeout(10))()).toMatchObject({
      left: { _tag: 'Aborted' },
    })
    expect(await frameList(endless(), engine({ denoiser }), AbortSignal.timeout(10))()).toMatchObject({
      left: { _tag: 'Aborted' },
    })
  })

  it('cannot keep a timer from the one who pulls', async () => {
    let rung = false
    setTimeout(() => (rung = true), 10)
    for await (const _frame of drive(endless(), engine({ denoiser }))) if (rung) break
    expect(rung).toBe(true)
  })

  it('cannot keep a timer from ending a stream of intervals', async () => {
    const list = Array.from({ length: 50_000 }, (_unused, index) => ({ index, of: 50_000, from: 1, to: 1 }))
    const seen = await lastValueFrom(
      from(list).pipe(sampling(endless(), engine({ denoiser })), takeUntil(timer(10)), toArray()),
    )
    expect(seen.length).toBeLessThan(list.length)
  })
})

it('a step that asks its model many times breathes between the calls', async () => {
  let calls = 0
  const many = {
    ...euler,
    run:
      (...[carry, env]: Parameters<typeof euler.run>) =>
      async () => {
        const begun = performance.now()
        let last = await euler.run(carry, env)()
        while (E.isRight(last) && performance.now() - begun < patience) {
          calls += 1
          last = await euler.run(carry, env)()
        }
        return last
      },
  }
  const planned = orThrow(plan({ step: many, schedule: [1, 0], shape }))
  expect(await run(planned, engine(), AbortSignal.timeout(10))()).toMatchObject({ left: { _tag: 'Aborted' } })
  expect(calls).toBeGreaterThan(0)
})

it.each([
  ['a message to itself', { setImmediate: undefined }],
  ['a timer', { setImmediate: undefined, MessageChannel: undefined }],
])('where there is no better way, a run breathes by %s', async (_, globals) => {
  for (const [name, value] of Object.entries(globals)) vi.stubGlobal(name, value)
  vi.resetModules()
  const { breath } = await import('../src/breath.js')
  const loop = { turned: false }
  setTimeout(() => (loop.turned = true), 0)
  const begun = performance.now()
  while (!loop.turned && performance.now() - begun < patience) await breath()
  expect(loop.turned).toBe(true)
  // a timer counts from when its turn of the loop began, which may be long before
  const since = performance.now()
  while (performance.now() - since <= 5) await new Promise((resolve) => setTimeout(resolve, 5))
  expect(breath()).not.toBeNull()
})
