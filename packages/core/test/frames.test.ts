import { gaussianDenoiser, orThrow, pure } from '@sigmastream/laws'
import { concatMap, of as emit, lastValueFrom, NEVER, Subject, tap, throwError, toArray } from 'rxjs'
import { describe, expect, it } from 'vitest'
import { euler } from '../../laws/test/samplers.js'
import { fill, inOneBuffer, inPlace } from '../../laws/test/writing-models.js'
import { constant, type Denoiser, type Frame, plan, refusal, SamplingError, sizeOf } from '../src/index.js'
import { frames } from '../src/stream/index.js'
import { play } from './marbles.js'
import { engine, shape } from './support.js'

const euler4 = plan({ step: euler, schedule: [8, 4, 2, 1, 0], shape })

const failing = engine({ denoiser: pure((x, sigma) => (sigma === 2 ? constant(shape, Number.NaN) : x)) })

const index = ({ at }: Frame): string => String(at.index)

/** A run whose model answers when the script says so. */
const free = (script: string) => play(script, ({ denoiser }) => frames(euler4, engine({ denoiser })), index)

/** The same at the pace of the script. */
const paced = (script: string) =>
  play(script, ({ denoiser, pace }) => frames(euler4, engine({ denoiser }), { pace }), index)

describe('frames', () => {
  it('come as the model answers, and the stream completes with the last', async () => {
    expect(await free('-^aaaa-')).toEqual({ stream: '--012(3|)-', calls: '-cccc--' })
  })

  it('are cold: nothing is asked before somebody subscribes, and each subscriber has a run of its own', async () => {
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

  it('abort the call that is under way when nobody listens any more, and start no other', async () => {
    expect(await free('^a!a-')).toEqual({ stream: '-0---', calls: 'ccx--' })
  })

  it('wait for their pace: a frame for the subscription, and one for each request', async () => {
    expect(await paced('^a-pa-pa')).toEqual({ stream: '-0--1--2', calls: 'c--c--c-' })
  })

  it('asked for ahead of time come without waiting', async () => {
    expect(await paced('^ppaaa-')).toEqual({ stream: '---012-', calls: 'c--cc--' })
    const three = frames(euler4, engine(), { pace: emit(1, 2, 3) })
    expect(await lastValueFrom(three.pipe(toArray()))).toHaveLength(4)
  })

  it('end with their pace, whether it completes or fails', async () => {
    expect(await paced('^a-.-')).toEqual({ stream: '-0-|-', calls: 'c----' })
    const broken = throwError(() => new Error('the clock stopped'))
    expect(await lastValueFrom(frames(euler4, engine(), { pace: broken }).pipe(toArray()))).toHaveLength(1)
  })

  it('complete after their last without asking for another', async () => {
    const short = plan({ step: euler, schedule: [1, 0], shape })
    expect(await lastValueFrom(frames(short, engine(), { pace: NEVER }).pipe(toArray()))).toHaveLength(1)
  })

  it('let go of their pace when they are left', async () => {
    let observed: readonly boolean[] = []
    await play(
      '^a-!',
      ({ denoiser, pace }) =>
        frames(euler4, engine({ denoiser }), { pace }).pipe(
          tap({
            next: () => (observed = [...observed, pace.observed]),
            finalize: () => (observed = [...observed, pace.observed]),
          }),
        ),
      index,
    ).then(() => undefined)
    expect(observed[0]).toBe(true)
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

  it('fail with what the plan was refused for', async () => {
    const rising = plan({ step: euler, schedule: [1, 2, 0], shape })
    await expect(lastValueFrom(frames(rising, engine()))).rejects.toThrow('schedule: 2 at place 1 after 1')
    expect(orThrow(euler4).shape).toEqual(shape)
  })
})

describe('frames that check their model', () => {
  const model = gaussianDenoiser(0.5, 1)
  const checked = (denoiser: Denoiser) =>
    lastValueFrom(frames(euler4, engine({ denoiser }), { checkDenoiser: true }).pipe(toArray()))

  it('are those of a run that does not, where the model writes into nothing', async () => {
    const plain = await lastValueFrom(frames(euler4, engine({ denoiser: model })).pipe(toArray()))
    expect(await checked(model)).toEqual(plain)
    const same = constant(shape, 0.5)
    expect(await checked(pure(() => same))).toHaveLength(4)
    expect(await checked(pure((x) => x))).toHaveLength(4)
  })

  it('fail, saying which, where the model writes into the x that it is given', async () => {
    await expect(checked(inPlace(model))).rejects.toThrow(
      'step 0: the denoiser failed at sigma 8: it wrote into the x that it was given: give a new latent for each call',
    )
  })

  it('fail, saying which, where the model answers in the memory of an earlier answer', async () => {
    await expect(checked(inOneBuffer(model, constant(shape, 0)))).rejects.toThrow(
      'step 1: the denoiser failed at sigma 4: it wrote into its answer to call 1: give a new latent',
    )
    const memory = new Float32Array(sizeOf(shape)).buffer
    const viewing: Denoiser = async (x, sigma, signal) =>
      fill({ shape, data: new Float32Array(memory) }, await model(x, sigma, signal))
    await expect(checked(viewing)).rejects.toThrow('it wrote into its answer to call 1')
    const places = [constant(shape, 0), constant(shape, 0), constant(shape, 0)]
    let call = 0
    const byTurns: Denoiser = async (x, sigma, signal) => {
      call += 1
      return fill(places[call % 3] ?? x, await model(x, sigma, signal))
    }
    await expect(checked(byTurns)).rejects.toThrow(
      'step 3: the denoiser failed at sigma 1: it wrote into its answer to call 1',
    )
  })

  it('carry the refusal of their model', async () => {
    const refused = Object.assign(
      pure((x) => x),
      { refusal: refusal('the model', 'nothing', 'one') },
    )
    await expect(checked(refused)).rejects.toThrow('the model: nothing; give one')
  })
})

describe('an operator that is slower than the model', () => {
  const steps = 64
  const long = plan({ step: euler, schedule: Array.from({ length: steps + 1 }, (_, i) => steps - i), shape })

  /** The most frames that had come while one was still worked on. */
  const mostWaiting = async (pace?: Subject<void>): Promise<number> => {
    let [came, done, most] = [0, 0, 0]
    await lastValueFrom(
      frames(long, engine(), pace === undefined ? {} : { pace }).pipe(
        tap(() => (came += 1)),
        concatMap(async () => {
          for (let turns = 0; turns < 5; turns++) await new Promise((resolve) => setImmediate(resolve))
          most = Math.max(most, came - done - 1)
          done += 1
          pace?.next()
        }),
      ),
    )
    return most
  }

  it('lets at most the frames of the plan wait, and none with a pace', async () => {
    const unpaced = await mostWaiting()
    expect(unpaced).toBeGreaterThan(1)
    expect(unpaced).toBeLessThan(steps)
    expect(await mostWaiting(new Subject())).toBe(0)
  })
})
