import { orThrow, testNoise } from '@sigmastream/laws'
import { either as E } from 'fp-ts'
import { expect, describe as group, it } from 'vitest'
import { adaptiveStep, euler } from '../../laws/test/samplers.js'
import {
  addNoise,
  callsOf,
  chain,
  constant,
  describeSampleError,
  drawsOf,
  maskProject,
  noiseReference,
  plan,
  type Step,
  startAt,
  startOf,
} from '../src/index.js'
import { engine, filled, shape } from './support.js'

const sigmas = [8, 4, 2, 1, 0]

const noisy: Step = chain(
  euler,
  addNoise('test', (at) => (at.to === 0 ? null : { scale: at.to, at })),
)

const reference = filled(1, 2, 3, 4, 5, 6)

const inpaint = chain(noisy, noiseReference(reference), maskProject(constant(shape, 0)))

const said = (result: E.Either<Parameters<typeof describeSampleError>[0], unknown>): string =>
  E.isLeft(result) ? describeSampleError(result.left) : 'accepted'

group('a plan', () => {
  it('over a list of sigmas starts from pure noise at the first of them', () => {
    const of = orThrow(plan({ step: euler, schedule: sigmas, shape }))
    expect(of.intervals).toEqual(expect.arrayContaining([{ index: 3, of: 4, from: 1, to: 0 }]))
    expect(of.intervals).toHaveLength(4)
    const { x, past } = orThrow(startOf(of, engine()))
    const drawn = testNoise(7)({ lane: 'start', at: { index: 0, of: 4, from: 8, to: 4 }, shape })
    expect([...x.data]).toEqual([...drawn.data].map((value) => value * 8))
    expect(past).toEqual([])
  })

  it('is refused for a bad schedule, and for what its step has against the run', () => {
    const right = 'give at least two finite sigmas that fall strictly, the last of them 0 or more'
    expect(said(plan({ step: euler, schedule: [], shape }))).toBe(`schedule: 0 sigmas; ${right}`)
    expect(said(plan({ step: euler, schedule: [1], shape }))).toBe(`schedule: 1 sigma; ${right}`)
    expect(said(plan({ step: euler, schedule: [1, 2, 0], shape }))).toBe(
      `schedule: 2 at place 1 after 1; ${right}: 1,0 is the list with only what lies below its start`,
    )
    expect(said(plan({ step: inpaint, schedule: sigmas, shape: [1, 2, 4] }))).toBe(
      'the reference: a shape of 1x2x3 in a run of 1x2x4; give one of 1x2x4 [batch, channels, frames]',
    )
  })

  it.each([[[1, 0, 3] as const], [[1, -2, 3] as const], [[1, 1.5, 3] as const], [[Number.NaN, 2, 3] as const]])(
    'of latents of shape %j is refused before it starts',
    (impossible) => {
      expect(said(plan({ step: euler, schedule: sigmas, shape: impossible }))).toContain(
        'three whole numbers of at least 1: [batch, channels, frames]',
      )
    },
  )

  it('starts at a given latent, and refuses one of another shape', () => {
    const x = filled(9, 8, 7, 6, 5, 4)
    const started = orThrow(startAt(orThrow(plan({ step: euler, schedule: sigmas, shape })), x))
    expect(orThrow(startOf(started, engine())).x).toBe(x)
    expect(orThrow(drawsOf(started))).toEqual([])
    expect(said(startAt(started, constant([1, 2, 4], 0)))).toBe('the start: a latent of shape 1x2x4; give one of 1x2x3')
  })

  it('tells its draws in order, the start first, and its calls', () => {
    const of = orThrow(plan({ step: inpaint, schedule: sigmas, shape }))
    expect(orThrow(drawsOf(of)).map(({ lane, at }) => `${lane} ${at.index}`)).toEqual([
      'start 0',
      'test 0',
      'reference 0',
      'test 1',
      'reference 1',
      'test 2',
      'reference 2',
      'reference 3',
    ])
    expect(orThrow(callsOf(of))).toBe(4)
    expect(orThrow(callsOf(orThrow(plan({ step: chain(euler, euler), schedule: sigmas, shape }))))).toBe(8)
  })

  it('whose intervals a controller chooses cannot tell its draws and calls beforehand', () => {
    const of = plan({ step: adaptiveStep, schedule: sigmas, shape })
    const wrong = 'a plan whose intervals a controller chooses while it runs; give a plan over a list of sigmas'
    expect(said(drawsOf(of))).toBe(`the draws of a plan: ${wrong}`)
    expect(said(callsOf(of))).toBe(`the calls of a plan: ${wrong}`)
  })

  it.each([
    [0, [0, 1, 2, 3]],
    [0.24, [0, 1, 2, 3]],
    [0.25, [1, 2, 3]],
    [0.5, [2, 3]],
    [0.99, [3]],
  ])('without the first %d of it keeps the intervals %j, with their own indices', (fraction, kept) => {
    const { intervals, first } = orThrow(plan({ step: euler, schedule: sigmas, shape })).later(fraction)
    expect(typeof intervals === 'function' ? [] : intervals.map(({ index }) => index)).toEqual(kept)
    expect(first.index).toBe(kept[0])
  })
})
