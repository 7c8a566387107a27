import { gaussianDenoiser, orThrow, pure, testNoise } from '@sigmastream/laws'
import { either as E } from 'fp-ts'
import { describe, expect, it } from 'vitest'
import { euler } from '../../laws/test/samplers.js'
import {
  addNoise,
  type Carry,
  chain,
  constant,
  plan,
  probe,
  run,
  type SampleError,
  type Step,
  stage,
  withX,
} from '../src/index.js'
import { engine, filled, never, shape } from './support.js'

const sigmas = [8, 4, 2, 1, 0]

const model = gaussianDenoiser(0.5, 1)

/** How the run of a step ends with an engine that is not sound. */
const failure = async (
  step: Step,
  other: Parameters<typeof engine>[0] = {},
  signal = never,
): Promise<SampleError | null> => {
  const result = await run(orThrow(plan({ step, schedule: sigmas, shape })), engine(other), signal)()
  return E.isLeft(result) ? result.left : null
}

describe('what goes wrong in a run is a value with the step it happened in', () => {
  const cause = new Error('out of memory')

  it('a model that rejects, or throws', async () => {
    const expected = { _tag: 'DenoiserFailed', step: 2, sigma: 2, message: 'out of memory', cause }
    const rejecting = (x: Carry['x'], sigma: number) => (sigma === 2 ? Promise.reject(cause) : model(x, sigma, never))
    const throwing = (x: Carry['x'], sigma: number) => {
      if (sigma === 2) throw cause
      return model(x, sigma, never)
    }
    expect(await failure(euler, { denoiser: rejecting })).toEqual(expected)
    expect(await failure(euler, { denoiser: throwing })).toEqual(expected)
  })

  it('a model that answers in another shape', async () => {
    const denoiser = pure((x, sigma) => (sigma === 4 ? constant([1, 2, 4], 0) : x))
    expect(await failure(euler, { denoiser })).toEqual({
      _tag: 'ShapeMismatch',
      step: 1,
      where: 'the denoiser',
      expected: shape,
      actual: [1, 2, 4],
    })
  })

  it.each([Number.NaN, Infinity])('a model that answers %d', async (value) => {
    const denoiser = pure((x, sigma) => (sigma === 1 ? filled(0, 0, 0, 0, value) : x))
    expect(await failure(euler, { denoiser })).toEqual({
      _tag: 'NonFinite',
      step: 3,
      where: 'the denoiser',
      index: 4,
      value,
    })
  })

  it('a noise source that throws, in a step or at the start', async () => {
    const noisy = addNoise('test', (at) => ({ scale: 1, at }))
    const failing = (lane: string, step: number) =>
      failure(noisy, {
        noise: (query) => {
          if (query.lane === lane && query.at.index === step) throw cause
          return testNoise(7)(query)
        },
      })
    expect(await failing('test', 2)).toEqual({
      _tag: 'NoiseFailed',
      step: 2,
      lane: 'test',
      message: 'out of memory',
      cause,
    })
    expect(await failing('start', 0)).toEqual({
      _tag: 'NoiseFailed',
      step: 0,
      lane: 'start',
      message: 'out of memory',
      cause,
    })
  })

  it('a noise source that answers in another shape', async () => {
    const noise = (query: Parameters<ReturnType<typeof testNoise>>[0]) =>
      query.lane === 'start' ? testNoise(7)(query) : constant([1, 1, 1], 0)
    expect(
      await failure(
        addNoise('test', (at) => ({ scale: 1, at })),
        { noise },
      ),
    ).toEqual({
      _tag: 'ShapeMismatch',
      step: 0,
      where: 'the noise of lane "test"',
      expected: shape,
      actual: [1, 1, 1],
    })
  })

  it('a start of another shape', async () => {
    expect(await failure(euler, { noise: () => constant([1, 1, 1], 0) })).toEqual({
      _tag: 'ShapeMismatch',
      step: 0,
      where: 'the start',
      expected: shape,
      actual: [1, 1, 1],
    })
  })

  it('a probe that throws', async () => {
    const look = probe('look', (_: Carry, { at }) => {
      if (at.index === 1) throw cause
    })
    expect(await failure(chain(euler, look))).toEqual({
      _tag: 'StageFailed',
      step: 1,
      stage: 'denoise > score > eulerStep > probe(look)',
      message: 'out of memory',
      cause,
    })
  })

  it('a step that changes the shape, or leaves what is not finite', async () => {
    const become = (x: Carry['x']): Step => stage('become', (carry: Carry) => withX(carry, x))
    expect(await failure(become(constant([1, 2, 4], 0)))).toEqual({
      _tag: 'ShapeMismatch',
      step: 0,
      where: 'become',
      expected: shape,
      actual: [1, 2, 4],
    })
    expect(await failure(become(filled(0, -Infinity)))).toEqual({
      _tag: 'NonFinite',
      step: 0,
      where: 'become',
      index: 1,
      value: -Infinity,
    })
  })

  it('an abort: before the first step, between steps, and while the model works', async () => {
    expect(await failure(euler, {}, AbortSignal.abort())).toEqual({ _tag: 'Aborted', step: 0 })
    const between = new AbortController()
    const abort = probe('abort', (_: Carry, { at }) => (at.index === 1 ? between.abort() : undefined))
    expect(await failure(chain(euler, abort), {}, between.signal)).toEqual({ _tag: 'Aborted', step: 2 })
    const during = new AbortController()
    const hanging = (x: Carry['x'], sigma: number, signal: AbortSignal) =>
      sigma > 2
        ? model(x, sigma, signal)
        : new Promise<Carry['x']>((_, reject) => {
            signal.addEventListener('abort', () => reject(signal.reason))
            during.abort()
          })
    expect(await failure(euler, { denoiser: hanging }, during.signal)).toEqual({ _tag: 'Aborted', step: 2 })
  })
})
