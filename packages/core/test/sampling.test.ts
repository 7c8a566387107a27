import { gaussianDenoiser, mustHaveSameFrames, orThrow, pure, record } from '@sigmastream/laws'
import { firstValueFrom, from, lastValueFrom, Subject, toArray } from 'rxjs'
import { describe, expect, it } from 'vitest'
import { euler } from '../../laws/test/samplers.js'
import { constant, type Denoiser, type Interval, intervalsOf, plan, startOf } from '../src/index.js'
import { frames, operator, sampling, samplingThrough } from '../src/stream/index.js'
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

describe('sampling', () => {
  const runtime = { ...engine(), steps: 4 }
  const start = orThrow(startOf(euler4, engine()))

  it('runs each interval when it arrives, one at a time', async () => {
    const gate = new Subject<Interval>()
    const seen: number[] = []
    const subscription = gate.pipe(sampling(euler, start, runtime)).subscribe(({ at }) => seen.push(at.index))
    const [first, second] = intervalsOf(sigmas)
    if (first === undefined || second === undefined) throw new Error('five sigmas have four intervals')
    await rest()
    expect(seen).toEqual([])
    gate.next(first)
    await rest()
    expect(seen).toEqual([0])
    gate.next(second)
    await rest()
    expect(seen).toEqual([0, 1])
    subscription.unsubscribe()
  })

  it('starts from the same carry for every subscriber', async () => {
    const stream = from(intervalsOf(sigmas)).pipe(sampling(euler, start, runtime), toArray())
    mustHaveSameFrames('the second subscriber', await firstValueFrom(stream), await firstValueFrom(stream))
    expect(await firstValueFrom(stream)).toHaveLength(4)
  })

  it('aborts the call under way when it is left, and starts no other', async () => {
    const { calls, denoiser } = held()
    const stream = from(intervalsOf(sigmas)).pipe(sampling(euler, start, { ...runtime, denoiser }))
    const subscription = stream.subscribe()
    await rest()
    subscription.unsubscribe()
    calls.forEach(({ answer }) => answer())
    await rest()
    expect(calls.map(({ signal }) => signal.aborted)).toEqual([true])
  })

  it('fails with a SamplingError', async () => {
    const stream = from(intervalsOf(sigmas)).pipe(sampling(euler, start, { ...failing, steps: 4 }))
    await expect(lastValueFrom(stream)).rejects.toThrow('step 2: the denoiser gave NaN at element 0')
  })
})

describe('a run of five thousand steps', () => {
  it('overflows no stack: drive, frames, sampling and operators reach its end', async () => {
    const long = orThrow(
      plan(
        euler,
        Array.from({ length: 5001 }, (_, i) => 5001 - i),
        [1, 1, 1],
      ),
    )
    const sound = engine()
    const start = orThrow(startOf(long, sound))
    const runtime = { ...sound, steps: long.steps }
    const schedule = from(
      Array.from({ length: 5000 }, (_, index): Interval => ({ index, from: 5001 - index, to: 5000 - index })),
    )
    const driven = await record(long, sound)
    expect(driven).toHaveLength(5000)
    mustHaveSameFrames('frames', await firstValueFrom(frames(long, sound).pipe(toArray())), driven)
    mustHaveSameFrames(
      'sampling',
      await firstValueFrom(schedule.pipe(sampling(euler, start, runtime), toArray())),
      driven,
    )
    const piped = samplingThrough(operator(euler, runtime), start)
    mustHaveSameFrames('operators', await firstValueFrom(schedule.pipe(piped, toArray())), driven)
  })
})
