import { constant, drawsOf, orThrow, type ReadonlyF32 } from '@sigmastream/core'
import { torchCpuGenerator } from '@sigmastream/core/noise'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { gradedRuns, gradedSettings, runCourse } from '../src/index.js'
import { planOf } from '../src/plan-of.js'
import { encodingNoise } from '../src/tape.js'
import { latentOf, right, toyCourse, toyModel } from './support.js'

const start = { x: toyCourse.start, frameRate: 20 }
const size = start.x.data.length

const runOf = (name: string) => {
  const found = gradedRuns.find((run) => run.name === name)
  if (found === undefined) throw new Error(`there is no ${name}`)
  return found
}

/** The draws of `torch.randn` after the seed, in order. */
const drawn = (count: number): readonly ReadonlyF32[] => {
  let generator = orThrow(torchCpuGenerator(456))
  return Array.from({ length: count }, () => {
    const { values, next } = generator.randn(size)
    generator = next
    return values
  })
}

describe("the notebook's random draws", () => {
  it.each([
    ['Q1.0', 1],
    ['Q3.2', 51],
    ['Q4.0', 26],
    ['Q4.4', 26],
    ['Q4.5', 36],
    ['Q5.5', 2],
  ])('%s draws %i times, the set-up included', (name, count) => {
    const planned = orThrow(planOf(runOf(name), { ...start, reference: constant(start.x.shape, 0) }, gradedSettings))
    expect(orThrow(drawsOf(planned))).toHaveLength(count)
  })

  it.each([
    ['Q1.5', 1],
    ['Q3.5', 51],
    ['Q4.2', 16],
    ['Q5.0', 2],
  ])('a reference encoded after %s has draw %i', (before, place) => {
    const noise = orThrow(encodingNoise(runOf(before), start, gradedSettings))
    expect([...noise.data]).toEqual([...(drawn(place + 1)[place] ?? [])])
  })

  it('the projections that a run makes count, at any number of steps, and nothing else does', () =>
    fc.assert(
      fc.property(fc.constantFrom(...gradedRuns), fc.integer({ min: 1, max: 60 }), (run, steps) => {
        const projections = Array.from({ length: steps }, (_, i) => i).filter(
          (i) =>
            run.task._tag === 'Inpaint' &&
            (run.task.window === null || (run.task.window.start <= i && i < run.task.window.end)),
        )
        const place = 1 + (run.task._tag === 'StyleTransfer' ? 1 : projections.length)
        const noise = orThrow(encodingNoise(run, start, { ...gradedSettings, steps }))
        expect(noise.data.slice()).toEqual(drawn(place + 1)[place])
      }),
    ))

  it('the reference of a run is mean + std * that draw', async () => {
    const asked = { ...gradedSettings, model: toyModel(), course: toyCourse, only: ['Q3.1'] }
    const { references } = right(await runCourse(asked)())
    const [noise] = drawn(52).slice(51)
    const sound = Array.from({ length: size / 2 }, (_, i) => Math.fround(Math.cos(2 * ((4 * i) % 80))))
    const expected = [...sound, ...sound].map((mean, i) => Math.fround(mean + Math.fround(0.5 * (noise?.[i] ?? NaN))))
    expect([...latentOf(references, 'Q3.1').data]).toEqual(expected)
  })

  it('x_T is the start of a run, and the draw of its set-up is thrown away', async () => {
    const run = (course = toyCourse) =>
      runCourse({ ...gradedSettings, steps: 1, model: toyModel(), course, only: ['Q1.0'] })()
    const one = latentOf(right(await run()).answers, 'Q1.0')
    const none = latentOf(right(await run({ ...toyCourse, start: constant([1, 2, 128], 0) })).answers, 'Q1.0')
    expect([...none.data].every((value) => value === 0)).toBe(true)
    expect([...one.data].every((value) => value === 0)).toBe(false)
  })

  it('windows end with the steps where there are fewer', () => {
    const material = { ...start, reference: constant(start.x.shape, 0) }
    const planned = orThrow(planOf(runOf('Q4.5'), material, { ...gradedSettings, steps: 20 }))
    expect(orThrow(drawsOf(planned))).toHaveLength(1 + 5)
  })
})
