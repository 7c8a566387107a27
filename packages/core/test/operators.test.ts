import { gaussianDenoiser, mustHaveSameFrames, orThrow, record } from '@sigmastream/laws'
import { firstValueFrom, from, lastValueFrom, map, take, tap, toArray } from 'rxjs'
import { describe, expect, it } from 'vitest'
import { euler } from '../../laws/test/samplers.js'
import {
  type Carry,
  constant,
  type Denoised,
  type Denoiser,
  denoise,
  eulerStep,
  intervalsOf,
  plan,
  score,
  startOf,
} from '../src/index.js'
import { type At, operator, samplingThrough } from '../src/stream/index.js'
import { engine, shape } from './support.js'

const sigmas = [8, 4, 2, 1, 0]

const euler4 = orThrow(plan(euler, sigmas, shape))

const rest = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** A model that answers when it is told to, and shows the signal it was given. */
const held = () => {
  const calls: { readonly signal: AbortSignal; readonly answer: () => void }[] = []
  const denoiser: Denoiser = (x, sigma, signal) =>
    new Promise((resolve) => calls.push({ signal, answer: () => resolve(gaussianDenoiser(0, 1)(x, sigma, signal)) }))
  return { calls, denoiser }
}

describe('stages as operators', () => {
  const runtime = { ...engine(), steps: 4 }
  const start = orThrow(startOf(euler4, engine()))

  it('piped one after the other give the frames of the chain, and can be tapped in between', async () => {
    const means: number[] = []
    const look = tap(({ value }: At<Denoised>) => means.push(value.denoised.data[0] ?? Number.NaN))
    const piped = (values: Parameters<ReturnType<typeof operator<Carry, Carry>>>[0]) =>
      values.pipe(operator(denoise, runtime), look, operator(score, runtime), operator(eulerStep, runtime))
    const stream = from(intervalsOf(sigmas)).pipe(samplingThrough(piped, start), toArray())
    const driven = await record(euler4, engine())
    mustHaveSameFrames('piped', await firstValueFrom(stream), driven)
    expect(means).toEqual(driven.map(({ denoised }) => denoised?.data[0]))
  })

  it('are settled as steps are: what is not finite ends the run', async () => {
    const spoiled = map(
      ({ at, value }: At<Carry>): At<Carry> => ({ at, value: { ...value, x: constant(shape, Infinity) } }),
    )
    const stream = from(intervalsOf(sigmas)).pipe(samplingThrough(spoiled, start))
    await expect(lastValueFrom(stream)).rejects.toThrow('step 0: the piped step gave Infinity at element 0')
  })

  it('take values in order, one at a time, and abort when they are left', async () => {
    const { calls, denoiser } = held()
    const values = intervalsOf(sigmas).map((at) => ({ at, value: start }))
    const seen: number[] = []
    const stream = from(values).pipe(operator(denoise, { ...runtime, denoiser }), take(3))
    const subscription = stream.subscribe(({ at }) => seen.push(at.index))
    await rest()
    expect(calls).toHaveLength(1)
    calls[0]?.answer()
    await rest()
    expect([seen, calls.length]).toEqual([[0], 2])
    subscription.unsubscribe()
    expect(calls.map(({ signal }) => signal.aborted)).toEqual([true, true])
  })
})
