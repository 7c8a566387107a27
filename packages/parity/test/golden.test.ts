import { fileURLToPath } from 'node:url'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { describe, expect, it } from 'vitest'
import { type Comparison, parity, type Report } from '../src/index.js'

const golden = fileURLToPath(new URL('../../../fixtures', import.meta.url))
const report = await parity(golden)()

describe('against the recorded outputs of k-diffusion, PyTorch, stable-audio-tools and diffusers', () => {
  const { comparisons, unknown } = pipe(
    report,
    E.getOrElse((): Report => ({ comparisons: [], unknown: ['the recording could not be read'] })),
  )

  it('every recorded tensor is known', () => expect(unknown).toEqual([]))

  it('every schedule, draw and run is compared, every part of a model in both layouts, and the graded run', () => {
    expect(comparisons.length).toBeGreaterThan(280)
    for (const name of ['tiny-sao/checkpoint', 'tiny-sao/diffusers', 'narrow-sao/checkpoint Q5.']) {
      expect(comparisons.some(({ what }) => what.startsWith(name))).toBe(true)
    }
  })

  it.each(comparisons.map((comparison) => [comparison.what, comparison] as const))(
    '%s is within its tolerance',
    (_, comparison) => {
      expect(comparison).toMatchObject({ pass: true })
    },
  )

  /** What shares a tolerance: the kind, or the sampler, and for a model the first word of a tensor's name. */
  const families = new Map<string, Comparison[]>()
  for (const one of comparisons.filter(({ tolerance: { bound } }) => bound > 0)) {
    const family =
      /^(?:schedule [a-z]+|draw [a-z]+_?(?:f\d+)?|sampler [^:]+|[\w-]+\/\w+ (?:Q|\w+))/.exec(one.what)?.[0] ?? one.what
    families.set(family, [...(families.get(family) ?? []), one])
  }

  // Ten times for another machine's order of sums in the engine, twice for what a recording more would bring.
  it.each([...families])('the tolerance of %s is no more than 20 times what is measured', (family, those) => {
    const worst = Math.max(...those.map((one) => (one.tolerance.measure === 'absolute' ? one.absolute : one.relative)))
    const [bound = NaN] = new Set(those.map(({ tolerance }) => tolerance.bound))
    // Here the least that can differ is one unit, where float32 values on either side of a border are rounded apart.
    if (family === 'draw randn_f16') expect([worst, bound]).toEqual([0, 1])
    else expect(bound).toBeLessThanOrEqual(20 * worst)
  })
})
