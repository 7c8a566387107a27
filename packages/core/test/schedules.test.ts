import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { orThrow } from '@sigmastream/laws'
import { readTensors } from '@sigmastream/tensor-files'
import fc from 'fast-check'
import { either as E } from 'fp-ts'
import * as t from 'io-ts'
import { expect, describe as group, it } from 'vitest'
import { describeSampleError, intervalsOf } from '../src/index.js'
import {
  checkedSigmas,
  exponential,
  fromSigmas,
  karras,
  linear,
  polyexponential,
  type Schedule,
  sigmasOf,
  vp,
} from '../src/schedules/index.js'

const golden = (name: string): string => fileURLToPath(new URL(`../../../fixtures/kdiffusion/${name}`, import.meta.url))

const Tolerances = t.type({ tolerance_relative: t.type({ vp: t.number, default: t.number }) })
const { tolerance_relative: tolerances } = await readFile(golden('schedules.json'), 'utf8').then((text) => {
  const decoded = Tolerances.decode(JSON.parse(text))
  if (E.isLeft(decoded)) throw new Error('schedules.json has no tolerances')
  return decoded.right
})
const recorded = E.getOrElseW((error: object) => {
  throw new Error(JSON.stringify(error))
})(await readTensors(golden('schedules.safetensors'))())

/** The schedule that a name such as `karras_50_0.0292_14.6146_7` means. */
const scheduleOf = (name: string): Schedule => {
  const [kind, ...numbers] = name.split('_')
  const [steps = 0, a = 0, b = 0, c = 0] = numbers.map(Number)
  switch (kind) {
    case 'polyexponential':
      return polyexponential({ steps, sigmaMin: a, sigmaMax: b, rho: c })
    case 'karras':
      return karras({ steps, sigmaMin: a, sigmaMax: b, rho: c })
    case 'exponential':
      return exponential({ steps, sigmaMin: a, sigmaMax: b })
    case 'vp':
      return vp({ steps, betaD: a, betaMin: b, epsilon: c })
    default:
      throw new Error(`no schedule is called ${kind}`)
  }
}

const said = ({ refusal }: Schedule): string => (refusal === undefined ? 'accepted' : describeSampleError(refusal))

group('schedules', () => {
  it.each([...recorded])('%s equals what k-diffusion made', (name, { data }) => {
    const tolerance = name.startsWith('vp') ? tolerances.vp : tolerances.default
    const sigmas = orThrow(sigmasOf(scheduleOf(name)))
    expect(sigmas).toHaveLength(data.length)
    const wrong = sigmas.filter((sigma, i) => !(Math.abs(sigma - (data[i] ?? Number.NaN)) <= tolerance * sigma))
    expect(wrong).toEqual([])
  })

  const ramp = { steps: 4, sigmaMin: 0.1, sigmaMax: 10 }
  const makers = { polyexponential, karras, exponential, linear }

  it.each(Object.entries(makers))(
    '%s falls from the largest sigma to the smallest, and then to 0 unless asked not to',
    (_, make) => {
      fc.assert(
        fc.property(
          fc.integer({ min: 2, max: 60 }),
          fc.double({ min: 0.01, max: 1, noNaN: true }),
          fc.double({ min: 1.5, max: 500, noNaN: true }),
          (steps, low, high) => {
            const sigmas = orThrow(sigmasOf(make({ steps, sigmaMin: low, sigmaMax: high })))
            expect(sigmas).toHaveLength(steps + 1)
            expect(sigmas[0]).toBeCloseTo(high, 8)
            expect(sigmas[steps - 1]).toBeCloseTo(low, 8)
            expect(sigmas[steps]).toBe(0)
            expect(E.isRight(checkedSigmas('schedule', sigmas))).toBe(true)
            expect(orThrow(sigmasOf(make({ steps, sigmaMin: low, sigmaMax: high, endAtZero: false })))).toEqual(
              sigmas.slice(0, -1),
            )
          },
        ),
      )
    },
  )

  it('of one step is the largest sigma and 0', () => {
    for (const make of Object.values(makers))
      expect(orThrow(sigmasOf(make({ ...ramp, steps: 1 })))).toEqual([expect.closeTo(10, 10), 0])
    expect(vp({ steps: 1 }).sigmas).toHaveLength(2)
  })

  it.each(Object.entries(makers))('%s refuses steps and levels that it cannot be made of', (name, make) => {
    const steps = (n: number) => said(make({ ...ramp, steps: n }))
    const levels = (sigmaMin: number, sigmaMax: number) => said(make({ ...ramp, sigmaMin, sigmaMax }))
    for (const n of [0, -1, 2.5, Number.NaN, Infinity])
      expect(steps(n)).toContain(`${name} schedule: ${n} steps; give a whole number of at least 1`)
    for (const [low, high] of [
      [10, 10],
      [11, 10],
      [-1, 10],
      [0, 10],
      [Number.NaN, 10],
      [1, Number.NaN],
      [1, Infinity],
    ] as const)
      expect(levels(low, high)).toContain(
        `${name} schedule: sigma min ${low} and sigma max ${high}; give finite numbers with 0 < sigma min < sigma max`,
      )
  })

  it('refuse a rho, a beta or an epsilon that is not above 0', () => {
    const right = 'give a finite number above 0'
    expect(said(polyexponential({ ...ramp, rho: 0 }))).toBe(`polyexponential schedule: rho 0; ${right}`)
    expect(said(karras({ ...ramp, rho: Number.NaN }))).toBe(`karras schedule: rho NaN; ${right}`)
    expect(said(vp({ steps: 3, betaD: -1 }))).toBe(`vp schedule: beta d -1; ${right}`)
    expect(said(vp({ steps: 3, betaMin: 0 }))).toBe(`vp schedule: beta min 0; ${right}`)
    expect(said(vp({ steps: 3, epsilon: Infinity }))).toBe(`vp schedule: epsilon Infinity; ${right}`)
    expect(said(vp({ steps: 0 }))).toBe('vp schedule: 0 steps; give a whole number of at least 1')
  })
})

group('schedules whose arguments are each sound', () => {
  it.each([
    ['vp with an epsilon above 1, which rises', vp({ steps: 3, epsilon: 2 })],
    ['vp with an epsilon of 1, which stands still', vp({ steps: 3, epsilon: 1 })],
    ['vp with a beta beyond what a number can hold', vp({ steps: 3, betaD: 5000 })],
    [
      'karras with a rho so small that its powers overflow',
      karras({ steps: 4, sigmaMin: 0.1, sigmaMax: 10, rho: 1e-3 }),
    ],
    ['levels so near that two sigmas are the same', linear({ steps: 100, sigmaMin: 1, sigmaMax: 1 + 1e-15 })],
  ])('are refused where the sigmas would not fall: %s', (_, { sigmas, refusal }) => {
    expect(refusal?.wrong).toMatch(/at place \d/)
    expect(sigmas).toEqual([])
  })
})

group('an explicit list of sigmas', () => {
  it('gets a 0 behind it, unless it has one or is asked not to', () => {
    expect(fromSigmas([3, 2, 1]).sigmas).toEqual([3, 2, 1, 0])
    expect(fromSigmas([3, 2, 0]).sigmas).toEqual([3, 2, 0])
    expect(fromSigmas([3, 2, 1], false).sigmas).toEqual([3, 2, 1])
    expect(fromSigmas([3]).sigmas).toEqual([3, 0])
  })

  it.each([
    [[1, 2, 3], '2 at place 1 after 1', ': 3,2,1,0 is the list in falling order, each sigma once'],
    [[3, 3, 0], '3 at place 1 after 3', ': 3,0 is the list with only what lies below its start'],
    [[3, -1, 0], '-1 at place 1 after 3', ''],
    [[Number.NaN, 1], 'NaN at place 0', ''],
    [[Infinity, 1], 'Infinity at place 0', ''],
    [[2, 0, 0], '0 at place 2 after 0', ': 2,0 is the list in falling order, each sigma once'],
    [[], '1 sigma', ''],
  ])('%j is refused, and the message names the place and the list that was meant', (sigmas, wrong, meant) => {
    expect(said(fromSigmas(sigmas))).toBe(
      `schedule: ${wrong}; give at least two finite sigmas that fall strictly, the last of them 0 or more${meant}`,
    )
  })

  it.each([
    [[0, 3, 20, 100, 500], '500,100,20,3,0 is the list turned around'],
    [[0.7, 0.954, 0.909, 0.705, 0.362, 0], '0.7,0.362,0 is the list with only what lies below its start'],
    [[0.05, 0.0778, 0.0625, 0], '0.05,0 is the list with only what lies below its start'],
    [[5, 4, 4, 1, 0], '5,4,1,0 is the list in falling order, each sigma once'],
    [[5, 1, 4, 0], '5,4,1,0 is the list in falling order, each sigma once'],
    [Array.from({ length: 20 }, (_, i) => i), '19,18,17,16,15,14,13,12,11,10,9,8,... is the list turned around'],
  ])('%j was probably meant to be another', (sigmas, meant) => {
    expect(said(fromSigmas(sigmas, false)).split('0 or more: ')[1]).toBe(meant)
  })

  it('that is meant is one that a run can go down, where there is any', () => {
    const sigma = fc.integer({ min: 0, max: 9 })
    fc.assert(
      fc.property(fc.array(sigma, { maxLength: 6 }), (sigmas) => {
        const checked = checkedSigmas('mine', sigmas)
        const [, list] = /or more: ([\d,]+) is the list/.exec(E.isLeft(checked) ? checked.left.right : '') ?? []
        const meant = list === undefined ? checked : checkedSigmas('mine', list.split(',').map(Number))
        expect(E.isRight(meant) || new Set(sigmas).size < 2).toBe(true)
      }),
    )
  })

  it('is one interval shorter than it is long', () => {
    expect(intervalsOf([4, 2, 0])).toEqual([
      { index: 0, of: 2, from: 4, to: 2 },
      { index: 1, of: 2, from: 2, to: 0 },
    ])
  })
})
