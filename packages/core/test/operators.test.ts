import { mustHaveSameFrames, orThrow, record } from '@sigmastream/laws'
import { firstValueFrom, from, lastValueFrom, map, type OperatorFunction, pipe, tap, toArray } from 'rxjs'
import { describe, expect, it } from 'vitest'
import { euler } from '../../laws/test/samplers.js'
import {
  type Carry,
  constant,
  type Denoised,
  denoise,
  eulerStep,
  intervalsOf,
  plan,
  score,
  startOf,
} from '../src/index.js'
import { type At, operator, sampling } from '../src/stream/index.js'
import { play } from './marbles.js'
import { engine, shape } from './support.js'

const sigmas = [8, 4, 2, 1, 0]

const euler4 = orThrow(plan({ step: euler, schedule: sigmas, shape }))

const start = orThrow(startOf(euler4, engine()))

/** Values by their place, through a stage whose model answers when the script says so. */
const staged = (script: string) =>
  play(
    script,
    ({ denoiser, source }) => source.pipe(operator(denoise, engine({ denoiser }))),
    ({ at }) => String(at.index),
    intervalsOf(sigmas).map((at) => ({ at, value: start })),
  )

describe('stages as operators', () => {
  it('take values in order, one at a time', async () => {
    expect(await staged('^012aaa')).toEqual({ stream: '----012', calls: '-c--cc-' })
  })

  it('abort the call under way when they are left', async () => {
    expect(await staged('^01a!a')).toEqual({ stream: '---0--', calls: '-c-cx-' })
  })

  it('piped one after the other give the frames of the chain, and can be tapped in between', async () => {
    const means: number[] = []
    const look = tap(({ value }: At<Denoised>) => means.push(value.evaluation.denoised.data[0] ?? Number.NaN))
    const piped: OperatorFunction<At<Carry>, At<Carry>> = pipe(
      operator(denoise, engine()),
      look,
      operator(score, engine()),
      operator(eulerStep, engine()),
    )
    const stream = from(intervalsOf(sigmas)).pipe(sampling(euler4, engine(), piped), toArray())
    const driven = await record(euler4, engine())
    mustHaveSameFrames('piped', await firstValueFrom(stream), driven)
    expect(means).toEqual(driven.map(({ denoised }) => denoised?.data[0]))
  })

  it('are settled as steps are: what is not finite ends the run', async () => {
    const spoiled = map(
      ({ at, value }: At<Carry>): At<Carry> => ({ at, value: { ...value, x: constant(shape, Infinity) } }),
    )
    const stream = from(intervalsOf(sigmas)).pipe(sampling(euler4, engine(), spoiled))
    await expect(lastValueFrom(stream)).rejects.toThrow(
      'step 0: denoise > score > eulerStep gave Infinity at element 0',
    )
  })
})
