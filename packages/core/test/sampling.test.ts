import { mustHaveSameFrames, orThrow, pure, record } from '@sigmastream/laws'
import { firstValueFrom, from, lastValueFrom, toArray } from 'rxjs'
import { describe, expect, it } from 'vitest'
import { euler } from '../../laws/test/samplers.js'
import { constant, type Frame, intervalsOf, plan } from '../src/index.js'
import { frames, operator, sampling } from '../src/stream/index.js'
import { play } from './marbles.js'
import { engine, shape } from './support.js'

const sigmas = [8, 4, 2, 1, 0]

const euler4 = plan({ step: euler, schedule: sigmas, shape })

const index = ({ at }: Frame): string => String(at.index)

/** The intervals of the schedule by their place, and a model that answers when the script says so. */
const sampled = (script: string) =>
  play(
    script,
    ({ denoiser, source }) => source.pipe(sampling(euler4, engine({ denoiser }))),
    index,
    intervalsOf(sigmas),
  )

describe('sampling', () => {
  it('runs each interval when it arrives', async () => {
    expect(await sampled('-^-0a-1a')).toEqual({ stream: '----0--1', calls: '---c--c-' })
  })

  it('runs one at a time: intervals that come early wait', async () => {
    expect(await sampled('^012aaa')).toEqual({ stream: '----012', calls: '-c--cc-' })
  })

  it('aborts the call under way when it is left, and starts no other', async () => {
    expect(await sampled('^01!a-')).toEqual({ stream: '------', calls: '-c-x--' })
  })

  it('starts from the plan for every subscriber', async () => {
    const stream = from(intervalsOf(sigmas)).pipe(sampling(euler4, engine()), toArray())
    mustHaveSameFrames('the second subscriber', await firstValueFrom(stream), await firstValueFrom(stream))
    expect(await firstValueFrom(stream)).toHaveLength(4)
  })

  it('fails with a SamplingError, and with what the plan was refused for', async () => {
    const failing = engine({ denoiser: pure((x, sigma) => (sigma === 2 ? constant(shape, Number.NaN) : x)) })
    const schedule = from(intervalsOf(sigmas))
    await expect(lastValueFrom(schedule.pipe(sampling(euler4, failing)))).rejects.toThrow(
      'step 2: the denoiser gave NaN at element 0',
    )
    const rising = plan({ step: euler, schedule: [1, 2], shape })
    await expect(lastValueFrom(schedule.pipe(sampling(rising, engine())))).rejects.toThrow('2 at place 1 after 1')
  })
})

describe('a run of five thousand steps', () => {
  it('overflows no stack: drive, frames, sampling and operators reach its end', async () => {
    const levels = Array.from({ length: 5001 }, (_, i) => 5001 - i)
    const long = orThrow(plan({ step: euler, schedule: levels, shape: [1, 1, 1] }))
    const sound = engine()
    const schedule = from(intervalsOf(levels))
    const driven = await record(long, sound)
    expect(driven).toHaveLength(5000)
    mustHaveSameFrames('frames', await firstValueFrom(frames(long, sound).pipe(toArray())), driven)
    mustHaveSameFrames('sampling', await firstValueFrom(schedule.pipe(sampling(long, sound), toArray())), driven)
    const piped = sampling(long, sound, operator(euler, sound))
    mustHaveSameFrames('operators', await firstValueFrom(schedule.pipe(piped, toArray())), driven)
  })
})
