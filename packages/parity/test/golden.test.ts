import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { describe, expect, it } from 'vitest'
import { parity, type Report } from '../src/index.js'

const golden = new URL('../../../fixtures', import.meta.url).pathname
const report = await parity(golden)()

describe('against the recorded outputs of k-diffusion and PyTorch', () => {
  const { comparisons, unknown } = pipe(
    report,
    E.getOrElse((): Report => ({ comparisons: [], unknown: ['the recording could not be read'] })),
  )

  it('every recorded tensor is known', () => expect(unknown).toEqual([]))

  it('every schedule, draw and run is compared', () => expect(comparisons.length).toBeGreaterThan(150))

  it.each(comparisons.map((comparison) => [comparison.what, comparison] as const))('%s is within its tolerance', (_, comparison) => {
    expect(comparison).toMatchObject({ pass: true })
  })
})
