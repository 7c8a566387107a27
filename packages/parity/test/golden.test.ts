import { fileURLToPath } from 'node:url'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { describe, expect, it } from 'vitest'
import { parity, type Report } from '../src/index.js'

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
})
