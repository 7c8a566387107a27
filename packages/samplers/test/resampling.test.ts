import { callsOf, constant, type Interval, intervalsOf, orThrow, type Plan, plan, type Step } from '@sigmastream/core'
import { brownian } from '@sigmastream/core/noise'
import { assertLaw, jumpLaws, samplerLaws, stepSubject, testNoise } from '@sigmastream/laws'
import { describe, expect, it } from 'vitest'
import {
  dpmAdaptive,
  euler,
  eulerAncestral,
  inpaint,
  type ResamplingCounts,
  restart,
  saSolver,
  withResampling,
  withRestarts,
} from '../src/index.js'

const whole = { low: 0, high: 1e9 }
const jumpers: readonly (readonly [name: string, step: Step, jumping: Step, once: Step])[] = [
  [
    'restarts over the whole list',
    eulerAncestral(),
    withRestarts({ jumps: [{ ...whole, times: 2 }] }, eulerAncestral()),
    withRestarts({ jumps: [] }, eulerAncestral()),
  ],
  [
    'restarts with steps of their own',
    saSolver(),
    withRestarts({ jumps: [{ ...whole, steps: 3 }] }, saSolver()),
    withRestarts({ jumps: [] }, saSolver()),
  ],
  [
    'resampling step by step',
    eulerAncestral(),
    withResampling({ passes: 3, steps: 1 }, eulerAncestral()),
    withResampling({ passes: 1, steps: 1 }, eulerAncestral()),
  ],
  [
    'resampling of longer stretches',
    saSolver(),
    withResampling({ passes: 2, steps: 2 }, saSolver()),
    withResampling({ passes: 1, steps: 2 }, saSolver()),
  ],
]

describe.each(jumpers)('%s', (name, step, jumping, once) => {
  for (const law of jumpLaws({ name, step, jumping, once, source: testNoise })) it(law.name, () => assertLaw(law))
})

describe('on a Brownian path', () => {
  const step = eulerAncestral()
  const subject = { name: 'restarts', step, jumping: withRestarts({ jumps: [whole] }, step), once: step }
  for (const law of jumpLaws({ ...subject, source: (seed) => brownian(seed) })) it(law.name, () => assertLaw(law))
})

it('resampling once is the sampler, by its name too', () => {
  const step = eulerAncestral()
  expect(withResampling({ passes: 1, steps: 2 }, step).name).toBe(step.name)
  expect(withResampling({ passes: 2, steps: 2 }, step).name).not.toBe(step.name)
})

describe('resampling is a sampler', () => {
  const step = withResampling({ passes: 2, steps: 2 }, eulerAncestral())
  const subject = stepSubject('euler ancestral, stretches of two steps twice', step, { stochastic: true })
  for (const law of samplerLaws(subject)) it(law.name, () => assertLaw(law))
})

const schedule = [32, 16, 8, 4, 2, 1, 0.5, 0]

const planned = (resampling: ResamplingCounts): Plan =>
  orThrow(plan({ step: withResampling(resampling, euler()), schedule, shape: [1, 1, 1] }))

const listOf = ({ intervals }: Pick<Plan, 'intervals'>): readonly Interval[] =>
  typeof intervals === 'function' ? [] : intervals

const levels = (of: Pick<Plan, 'intervals'>): readonly number[] =>
  listOf(of).flatMap(({ from, to }, i) => (i === 0 ? [from, to] : [to]))

describe('the list of a run that is resampled', () => {
  it('has its stretches side by side from the lowest level up, and what is left at the top once', () => {
    expect(levels(planned({ passes: 2, steps: 4 }))).toEqual([32, 16, 8, 4, 2, 1, 0.5, 8, 4, 2, 1, 0.5, 0])
    expect(levels(planned({ passes: 3, steps: 3 }))).toEqual([
      32, 16, 8, 4, 32, 16, 8, 4, 32, 16, 8, 4, 2, 1, 0.5, 4, 2, 1, 0.5, 4, 2, 1, 0.5, 0,
    ])
  })

  it('is the list itself with one pass, and where it has no stretch so long', () => {
    expect(listOf(planned({ passes: 1, steps: 2 }))).toEqual(intervalsOf(schedule))
    expect(listOf(planned({ passes: 5, steps: 7 }))).toEqual(intervalsOf(schedule))
  })

  it('says of every interval on which pass it is, and which step of it', () => {
    const walks = listOf(planned({ passes: 2, steps: 3 })).map(({ index, walk }) => walk ?? index)
    expect(walks).toEqual([
      0,
      1,
      2,
      ...[0, 1, 2, 3].map((step) => ({ pass: 2, step })),
      ...[3, 4, 5].map((step) => ({ pass: 1, step })),
      ...[0, 1, 2, 3].map((step) => ({ pass: 3, step })),
      { pass: 1, step: 6 },
    ])
  })

  it('calls the denoiser once for each step down, and not in a jump', () =>
    expect(orThrow(callsOf(planned({ passes: 4, steps: 2 })))).toBe(7 + 3 * 6))
})

describe('what cannot be resampled is refused before the first call', () => {
  const inpainted = (resampling: ResamplingCounts, step: Step): string | undefined =>
    inpaint(withResampling(resampling, step), constant([1, 1, 2], 0), constant([1, 1, 2], 1)).check({
      shape: [1, 1, 2],
      steps: 7,
    })?.wrong
  it.each<readonly [ResamplingCounts, Step, string]>([
    [{ passes: 0, steps: 1 }, euler(), 'passes 0'],
    [{ passes: 1.5, steps: 1 }, euler(), 'passes 1.5'],
    [{ passes: 2, steps: 0 }, euler(), 'steps 0'],
    [{ passes: 2, steps: Number.NaN }, euler(), 'steps NaN'],
    [{ passes: 2, steps: 2 }, dpmAdaptive(), `${dpmAdaptive().name}, which finds its own intervals`],
    [{ passes: 2, steps: 2 }, restart(), `${restart().name}, which finds its own intervals`],
  ])('%j', (resampling, step, wrong) => {
    expect(inpainted(resampling, step)).toBe(wrong)
    const refused = plan({ step: withResampling(resampling, step), schedule, shape: [1, 1, 2] })
    expect(refused).toMatchObject({ left: { subject: 'resampling', wrong } })
  })
})
