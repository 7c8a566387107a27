import { orThrow, pure, testNoise } from '@sigmastream/laws'
import { catchError, of as emit, firstValueFrom, tap } from 'rxjs'
import { describe, expect, it } from 'vitest'
import { euler } from '../../laws/test/samplers.js'
import {
  addNoise,
  type Carry,
  chain,
  describeSampleError,
  drive,
  type Engine,
  identity,
  messageOf,
  plan,
  probe,
  run,
  type SampleError,
  SamplingError,
  type Step,
} from '../src/index.js'
import { frames, sampling } from '../src/stream/index.js'
import { engine, shape } from './support.js'

const refuse = (): never => {
  throw new Error('do not look')
}

/** Answers every question about itself by throwing. */
const hostile = new Proxy(Object.create(null), {
  get: refuse,
  getPrototypeOf: refuse,
  has: refuse,
  ownKeys: refuse,
  getOwnPropertyDescriptor: refuse,
})

class Unreadable extends Error {
  override get message(): string {
    return refuse()
  }
}

const none = 'a value was thrown that has no text'

/** What can be thrown, and what is said of it. */
const thrown: readonly (readonly [string, unknown, string])[] = [
  ['an object without a prototype', Object.create(null), none],
  ['nothing', undefined, 'undefined'],
  ['null', null, 'null'],
  ['a symbol', Symbol('gone'), 'Symbol(gone)'],
  ['a number', 7, '7'],
  ['a proxy that throws when it is looked at', hostile, none],
  ['an error whose message throws', new Unreadable(), none],
  ['an object whose text throws', { toString: refuse }, none],
  ['an error without a message', new RangeError(), 'RangeError'],
]

const planned = (step: Step) => orThrow(plan({ step, schedule: [2, 1, 0], shape }))

const failure = async (step: Step, other: Partial<Engine> = {}): Promise<SampleError> => {
  const result = await run(planned(step), engine(other))()
  if (result._tag === 'Right') throw new Error('it did not fail')
  return result.left
}

const throwing = (value: unknown) => (): never => {
  throw value
}

describe.each(thrown)('%s', (_, value, message) => {
  it('is described', () => {
    expect(messageOf(value)).toBe(message)
  })

  it('thrown or rejected by a model is DenoiserFailed', async () => {
    const expected = { _tag: 'DenoiserFailed', step: 0, sigma: 2, message }
    const rejected = await failure(euler, { denoiser: () => Promise.reject(value) })
    expect({ ...rejected, cause: null }).toEqual({ ...expected, cause: null })
    expect('cause' in rejected && Object.is(rejected.cause, value)).toBe(true)
    const atOnce = await failure(euler, { denoiser: throwing(value) })
    expect({ ...atOnce, cause: null }).toEqual({ ...expected, cause: null })
    expect(describeSampleError(atOnce)).toBe(`step 0: the denoiser failed at sigma 2: ${message}`)
  })

  it('thrown by noise is NoiseFailed, in a step and at the start', async () => {
    const failing = (lane: string) => (query: Parameters<Engine['noise']>[0]) =>
      query.lane === lane ? throwing(value)() : testNoise(7)(query)
    const step = addNoise('test', (at) => ({ scale: 1, at }))
    for (const lane of ['start', 'test'])
      expect({ ...(await failure(step, { noise: failing(lane) })), cause: null }).toEqual({
        _tag: 'NoiseFailed',
        step: 0,
        lane,
        message,
        cause: null,
      })
  })

  it('thrown or rejected by a step, an observer or a controller is StageFailed', async () => {
    const expected = (stage: string) => ({ _tag: 'StageFailed', step: 0, stage, message, cause: null })
    const named = (work: Step['run']): Step => ({ ...identity<Carry>(), name: 'mine', run: work })
    const atOnce = await failure(named(throwing(value)))
    expect({ ...atOnce, cause: null }).toEqual(expected('mine'))
    const rejecting = await failure(named(() => () => Promise.reject(value)))
    expect({ ...rejecting, cause: null }).toEqual(expected('mine'))
    const looking = await failure(chain(identity<Carry>(), probe('look', throwing(value))))
    expect({ ...looking, cause: null }).toEqual(expected('identity > probe(look)'))
    const controlled = await run({ ...planned(euler), intervals: throwing(value) }, engine())()
    expect({ ...('left' in controlled && controlled.left), cause: null }).toEqual(expected('the controller'))
  })

  it('reaches whoever pulls or subscribes as a SamplingError', async () => {
    const failing = engine({ denoiser: () => Promise.reject(value) })
    const step = planned(euler)
    const pulled: unknown = await drive(step, failing)
      .next()
      .catch((cause: unknown) => cause)
    const streams = [frames(step, failing), emit({ index: 0, of: 1, from: 2, to: 0 }).pipe(sampling(step, failing))]
    const pushed = await Promise.all(streams.map((one) => firstValueFrom(one.pipe(catchError((cause) => emit(cause))))))
    for (const cause of [pulled, ...pushed]) {
      expect(cause).toBeInstanceOf(SamplingError)
      expect(cause instanceof SamplingError && cause.error._tag).toBe('DenoiserFailed')
    }
  })

  it('thrown by an operator behind a stream of frames reaches the subscriber as it is', async () => {
    const seen = await new Promise((resolve) => {
      frames(planned(euler), engine())
        .pipe(tap(throwing(value)))
        .subscribe({ error: (cause) => resolve([cause]) })
    })
    expect(Array.isArray(seen) && Object.is(seen[0], value)).toBe(true)
  })
})

/** What a part written in JavaScript may answer where a latent is due. */
const answers: readonly (readonly [string, unknown])[] = [
  ['nothing', undefined],
  ['null', null],
  ['a number', 7],
  ['an object without a prototype', Object.create(null)],
  ['a latent without data', { shape }],
  ['data without a shape', { data: new Float32Array(6) }],
  ['a shape that is a text', { shape: 'abc', data: new Float32Array(6) }],
  ['a shape of two dimensions', { shape: [2, 3], data: new Float32Array(6) }],
  ['data that is a list', { shape, data: [1, 2, 3, 4, 5, 6] }],
  ['too few values', { shape, data: new Float32Array(5) }],
  ['a proxy that throws when it is looked at', hostile],
]

describe.each(answers)('%s in the place of a latent', (_, value) => {
  // A part written in JavaScript is not held by the types.
  const given = () => Object(value)

  it('from a model is DenoiserFailed, from noise NoiseFailed, from a step StageFailed', async () => {
    expect(describeSampleError(await failure(euler, { denoiser: pure(given) }))).toMatch(
      /^step 0: the denoiser failed at sigma 2: ./,
    )
    const noisy = addNoise('test', (at) => ({ scale: 1, at }))
    for (const lane of ['start', 'test']) {
      const noise = (query: Parameters<Engine['noise']>[0]) => (query.lane === lane ? given() : testNoise(7)(query))
      expect(describeSampleError(await failure(noisy, { noise }))).toMatch(
        new RegExp(`^step 0: no noise for lane "${lane}": .`),
      )
    }
    const wrong: readonly Step['run'][] = [
      (carry) => async () => ({ _tag: 'Right', right: { ...carry, x: given() } }),
      () => async () => ({ _tag: 'Right', right: given() }),
      () => async () => given(),
    ]
    for (const work of wrong) {
      const error = await failure({ ...identity<Carry>(), name: 'mine', run: work })
      expect(describeSampleError(error)).toMatch(/^step 0: the stage mine threw: ./)
    }
  })
})
