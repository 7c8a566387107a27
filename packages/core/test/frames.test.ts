import { gaussianDenoiser, orThrow, pure } from '@sigmastream/laws'
import { EMPTY, of as emit, lastValueFrom, NEVER, Subject, tap, throwError, toArray } from 'rxjs'
import { describe, expect, it } from 'vitest'
import { euler } from '../../laws/test/samplers.js'
import { constant, type Denoiser, plan, SamplingError } from '../src/index.js'
import { frames } from '../src/stream/index.js'
import { engine, shape } from './support.js'

const sigmas = [8, 4, 2, 1, 0]

const euler4 = orThrow(plan(euler, sigmas, shape))

const failing = engine({ denoiser: pure((x, sigma) => (sigma === 2 ? constant(shape, Number.NaN) : x)) })

const rest = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** A model that answers when it is told to, and shows the signal it was given. */
const held = () => {
  const calls: { readonly signal: AbortSignal; readonly answer: () => void }[] = []
  const denoiser: Denoiser = (x, sigma, signal) =>
    new Promise((resolve) => calls.push({ signal, answer: () => resolve(gaussianDenoiser(0, 1)(x, sigma, signal)) }))
  return { calls, denoiser }
}

describe('frames', () => {
  it('are cold: each subscriber has a run of its own', async () => {
    let calls = 0
    const denoiser = pure((x) => {
      calls += 1
      return x
    })
    const stream = frames(euler4, engine({ denoiser }))
    expect(calls).toBe(0)
    await Promise.all([lastValueFrom(stream), lastValueFrom(stream)])
    expect(calls).toBe(8)
  })

  it('fail with a SamplingError, after the frames before it', async () => {
    const seen: number[] = []
    const failure = lastValueFrom(frames(euler4, failing).pipe(tap(({ at }) => seen.push(at.index))))
    await expect(failure).rejects.toBeInstanceOf(SamplingError)
    await expect(failure).rejects.toThrow('step 2: the denoiser gave NaN at element 0')
    expect(seen).toEqual([0, 1])
  })

  it('fail where the noise of the start cannot be had', async () => {
    const noise = () => {
      throw new Error('too short')
    }
    await expect(lastValueFrom(frames(euler4, engine({ noise })))).rejects.toThrow(
      'step 0: no noise for lane "start": too short',
    )
  })

  it('abort the call that is under way when nobody listens any more', async () => {
    const { calls, denoiser } = held()
    const subscription = frames(euler4, engine({ denoiser })).subscribe()
    await rest()
    expect(calls.map(({ signal }) => signal.aborted)).toEqual([false])
    subscription.unsubscribe()
    expect(calls.map(({ signal }) => signal.aborted)).toEqual([true])
    calls.forEach(({ answer }) => answer())
    await rest()
    expect(calls).toHaveLength(1)
  })

  it('asked for ahead of time come without waiting', async () => {
    const three = frames(euler4, engine(), { pace: emit(1, 2, 3) })
    expect(await lastValueFrom(three.pipe(toArray()))).toHaveLength(4)
  })

  it('end with their pace, whether it completes or fails', async () => {
    expect(await lastValueFrom(frames(euler4, engine(), { pace: EMPTY }).pipe(toArray()))).toHaveLength(1)
    expect(await lastValueFrom(frames(euler4, engine(), { pace: emit(1) }).pipe(toArray()))).toHaveLength(2)
    const broken = throwError(() => new Error('the clock stopped'))
    expect(await lastValueFrom(frames(euler4, engine(), { pace: broken }).pipe(toArray()))).toHaveLength(1)
  })

  it('wait for a pace that says nothing, and let go of it when they are left', async () => {
    const pace = new Subject<void>()
    const received: number[] = []
    const subscription = frames(euler4, engine(), { pace }).subscribe(({ at }) => received.push(at.index))
    await rest()
    expect([received, pace.observed]).toEqual([[0], true])
    subscription.unsubscribe()
    expect(pace.observed).toBe(false)
  })

  it('complete after their last without asking for another', async () => {
    const short = orThrow(plan(euler, [1, 0], shape))
    expect(await lastValueFrom(frames(short, engine(), { pace: NEVER }).pipe(toArray()))).toHaveLength(1)
  })
})
