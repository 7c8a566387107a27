import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { orThrow } from '@sigmastream/laws'
import { readTensors } from '@sigmastream/tensor-files'
import fc from 'fast-check'
import { either as E } from 'fp-ts'
import * as t from 'io-ts'
import { expect, describe as group, it } from 'vitest'
import { describeSampleError } from '../src/index.js'
import { logSnr, pureNoise, type Schedule, sigmaOfTime, sigmasOf, timeOfSigma } from '../src/schedules/index.js'

const golden = (name: string): string =>
  fileURLToPath(new URL(`../../../fixtures/flow-schedules/${name}`, import.meta.url))

const rightOf = E.getOrElseW((error: object): never => {
  throw new Error(JSON.stringify(error))
})

const Tolerances = t.type({ tolerance_of_largest: t.type({ sao_small: t.number, sa3: t.number }) })
const { tolerance_of_largest: tolerances } = rightOf(
  Tolerances.decode(JSON.parse(await readFile(golden('times.json'), 'utf8'))),
)
const recorded = rightOf(await readTensors(golden('times.safetensors'))())

const said = ({ refusal }: Schedule): string => (refusal === undefined ? 'accepted' : describeSampleError(refusal))

/** The recordings whose names begin so, with the numbers behind it. */
const named = (beginning: string) =>
  [...recorded].flatMap(([name, { data }]) =>
    name.startsWith(beginning)
      ? [{ name, times: Array.from(data), numbers: name.slice(beginning.length).split('_').map(Number) }]
      : [],
  )

const rises = (times: readonly number[]): boolean => times.some((time, i) => i > 0 && time >= (times[i - 1] ?? 0))

const farthest = (ours: readonly number[], times: readonly number[]): number =>
  Math.max(...times.map((time, i) => Math.abs((ours[i] ?? Number.NaN) - time)))

group('the time of a flow model', () => {
  it('is a sigma, and the sigma is that time', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (time) => {
        expect(timeOfSigma(sigmaOfTime(time))).toBeCloseTo(time, 11)
      }),
    )
  })

  it('is 1 in float32 at the sigma of pure noise, whose squares float32 holds', () => {
    expect(Math.fround(timeOfSigma(sigmaOfTime(1)))).toBe(1)
    expect(sigmaOfTime(1 - 2 ** -53)).toBe(pureNoise)
    expect(Math.fround((1e3 * pureNoise) ** 2)).toBeLessThan(Infinity)
  })
})

group('the log-SNR list', () => {
  const all = named('sao_small.logsnr_')
  const ours = ([steps = NaN, level = NaN]: readonly number[]) => logSnr({ steps, sigmaMax: sigmaOfTime(level) })

  it.each(all.filter(({ times }) => !rises(times)))(
    '$name equals what stable-audio-tools made',
    ({ times, numbers }) => {
      const made = orThrow(sigmasOf(ours(numbers))).map(timeOfSigma)
      expect(made).toHaveLength(times.length)
      expect(farthest(made, times)).toBeLessThanOrEqual(tolerances.sao_small * Math.max(...times))
    },
  )

  it.each(all.filter(({ times }) => rises(times)))('$name is refused where stable-audio-tools rises', ({ numbers }) => {
    expect(said(ours(numbers))).toMatch(
      /^log-snr schedule: from sigma 0\.0526\d* it would rise: its line ends at 0\.135/,
    )
  })

  it('has rising and falling recordings', () => {
    expect(all.map(({ times }) => rises(times)).filter(Boolean).length).toBe(5)
    expect(all.length).toBe(30)
  })

  it('falls from where it is asked to begin, strictly, to 0', () => {
    const level = fc.double({ min: -1.9, max: 27, noNaN: true }).map(Math.exp)
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), level, (steps, sigmaMax) => {
        const sigmas = orThrow(sigmasOf(logSnr({ steps, sigmaMax })))
        expect(sigmas).toHaveLength(steps + 1)
        expect([sigmas[0], sigmas[steps]]).toEqual([sigmaMax, 0])
        expect(rises(sigmas)).toBe(false)
      }),
    )
  })

  it('goes below the usual end where one is asked for', () => {
    const { sigmas } = logSnr({ steps: 4, sigmaMax: 0.1, sigmaMin: 0.001 })
    expect(sigmas).toEqual([0.1, ...[0.0316, 0.01, 0.00316].map((sigma) => expect.closeTo(sigma, 4)), 0])
  })

  it('refuses what it cannot be made of', () => {
    expect(said(logSnr({ steps: 0 }))).toBe('log-snr schedule: 0 steps; give a whole number of at least 1')
    expect(said(logSnr({ steps: 2, sigmaMax: Infinity }))).toContain('sigma max Infinity; give a finite number above 0')
    expect(said(logSnr({ steps: 2, sigmaMin: 0 }))).toContain('sigma min 0; give a finite number above 0')
    expect(said(logSnr({ steps: 2, sigmaMax: 0.1 }))).toContain('give a sigma max above 0.1353')
    expect(said(logSnr({ steps: 1, sigmaMax: 0.1 }))).toBe('accepted')
  })
})
