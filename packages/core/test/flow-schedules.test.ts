import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { orThrow } from '@sigmastream/laws'
import { readTensors } from '@sigmastream/tensor-files'
import fc from 'fast-check'
import { either as E } from 'fp-ts'
import * as t from 'io-ts'
import { expect, describe as group, it } from 'vitest'
import { chain, denoise, describeSampleError, eulerStep, plan, score } from '../src/index.js'
import {
  fluxShift,
  fullShift,
  logSnr,
  logSnrShift,
  pureNoise,
  risingTimes,
  type Schedule,
  scaledTimes,
  shiftedFromLevel,
  shiftedTimes,
  sigmaOfTime,
  sigmasOf,
  type TimeShift,
  timeOfSigma,
} from '../src/schedules/index.js'

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

  it('begins its line a little below a start near pure noise, as stable-audio-tools does, and at exp(6) from there', () => {
    // sqrt(exp(-2) / (1e-6 + 1e-6)), sqrt(exp(-2) exp(6))
    expect(logSnr({ steps: 2, sigmaMax: 1e6 }).sigmas[1]).toBeCloseTo(Math.sqrt(5e5) / Math.E, 9)
    expect(logSnr({ steps: 2 }).sigmas[1]).toBeCloseTo(Math.exp(2), 9)
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

/** SA3's recordings: which shift made the list, of how many steps, frames and from which time. */
const shifts: readonly (readonly [name: string, shift: (length: number) => TimeShift])[] = [
  ['none', () => fluxShift({ alpha: 1 })],
  ['logsnr_default', () => logSnrShift()],
  ['logsnr_rate1', (length) => logSnrShift({ rate: 1, length })],
  ['flux_1.5_4', (length) => fluxShift({ alpha: [1.5, 4], length })],
  ['flux_const6.93', () => fluxShift()],
  ['full', (length) => fullShift({ length })],
  ['full_sine', (length) => fullShift({ length, sine: true })],
]

const shifted = shifts.flatMap(([shift, make]) =>
  named(`sa3.${shift}_`).flatMap(({ name, times }) => {
    const [, steps, length, level] = new RegExp(`^sa3\\.${shift}_(\\d+)_len(\\d+)_([\\d.]+)$`).exec(name) ?? []
    return steps === undefined
      ? []
      : [
          {
            name,
            times,
            parts: { steps: Number(steps), sigmaMax: sigmaOfTime(Number(level)), shift: make(Number(length)) },
          },
        ]
  }),
)

group('shifted times', () => {
  it('are all of the recordings', () => {
    expect(shifted.length).toBe([...recorded.keys()].filter((name) => name.startsWith('sa3.')).length)
  })

  it.each(shifted.filter(({ times }) => !rises(times)))('$name equals what stable-audio-3 made', ({ times, parts }) => {
    const made = orThrow(sigmasOf(shiftedTimes(parts))).map(timeOfSigma)
    expect(made).toHaveLength(times.length)
    expect(farthest(made, times)).toBeLessThanOrEqual(tolerances.sa3 * Math.max(...times))
  })

  it('are refused where stable-audio-3 walks up, with the list that falls', () => {
    const rising = shifted.filter(({ times }) => rises(times))
    expect(rising.length).toBeGreaterThan(20)
    for (const { times, parts } of rising) {
      const level = Number(timeOfSigma(parts.sigmaMax).toPrecision(4))
      expect(said(shiftedTimes(parts))).toContain(
        `from t ${level} it would rise to t ${Number(times[1]?.toPrecision(4))}`,
      )
      const meant = orThrow(sigmasOf(shiftedFromLevel(parts))).map(timeOfSigma)
      expect(said(shiftedTimes(parts))).toContain(
        `give shiftedFromLevel, which falls, t ${level},${Number(meant[1]?.toPrecision(4))}`,
      )
    }
  })

  it.each(shifted)('$name, rising or not, is what the first stable-audio-3 made', ({ times, parts }) => {
    const made = orThrow(sigmasOf(risingTimes(parts))).map(timeOfSigma)
    expect(made).toHaveLength(times.length)
    expect(farthest(made, times)).toBeLessThanOrEqual(tolerances.sa3 * Math.max(...times))
  })

  it('of the log-SNR shift are the recorded float32 itself, but for a last place here and there', () => {
    const lists = shifted.filter(({ name, parts }) => name.includes('logsnr_default') && parts.sigmaMax === pureNoise)
    const ours = lists.flatMap(({ parts }) => scaledTimes(parts).sigmas.map((sigma) => Math.fround(timeOfSigma(sigma))))
    const theirs = lists.flatMap(({ times }) => times)
    expect(ours).toHaveLength(theirs.length)
    const others = theirs.filter((time, i) => time !== ours[i])
    expect(others.length).toBeLessThan(theirs.length / 50)
    expect(farthest(ours, theirs)).toBeLessThan(2 ** -23)
  })

  it('that are scaled fall from any level: the whole list, times the level', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), fc.double({ min: 0.01, max: 1, noNaN: true }), (steps, level) => {
        const times = orThrow(sigmasOf(scaledTimes({ steps, sigmaMax: sigmaOfTime(level), shift: logSnrShift() })))
        const whole = shiftedTimes({ steps, shift: logSnrShift() }).sigmas.map(timeOfSigma)
        expect(rises(times)).toBe(false)
        times.map(timeOfSigma).forEach((time, i) => expect(time).toBeCloseTo(level * (whole[i] ?? NaN), 6))
      }),
    )
  })

  it('that may rise are walked by a plan, and a list that only rises is not', () => {
    const step = chain(denoise, score, eulerStep)
    const schedule = risingTimes({ steps: 4, sigmaMax: sigmaOfTime(0.7), shift: logSnrShift() })
    const planned = orThrow(plan({ step, schedule, shape: [1, 1, 1] }))
    expect(planned.intervals).toHaveLength(4)
    const wrong = (sigmas: readonly number[], mayRise: boolean) => {
      const refused = plan({ step, schedule: { sigmas, ...(mayRise ? { mayRise } : {}) }, shape: [1, 1, 1] })
      return E.isLeft(refused) ? refused.left.wrong : 'nothing'
    }
    expect(wrong(schedule.sigmas, false)).toContain('at place 1 after 2.33')
    expect(wrong([1, 3, 0], true)).toBe('nothing')
    expect(wrong([1, 1, 0], true)).toBe('1 at place 1')
    expect(wrong([1, 0, 3], true)).toBe('0 at place 1')
    expect(wrong([1], true)).toBe('1 sigmas')
    expect(said(risingTimes({ steps: 0 }))).toBe('flux-shift: 0 steps; give a whole number of at least 1')
    expect(said(scaledTimes({ steps: 0 }))).toBe('flux-shift: 0 steps; give a whole number of at least 1')
  })

  it.each([
    [24, 'plain', 0.3, 2, [64, 1024]],
    [256, 'plain', 0.3, 2, [64, 1024]],
    [1024, 'plain', 0.5, 1.15, [256, 4096]],
    [5000, 'sine', 0.5, 1.15, [256, 4096]],
    [24, 'sine', 0.5, 1.15, [256, 4096]],
  ] as const)('of %s frames, %s, %s to %s, equal what stable-audio-tools made', (length, kind, base, max, lengths) => {
    const number = (value: number) => (Number.isInteger(value) ? value.toFixed(1) : String(value))
    const name = `sao_small.shift_${number(base)}_${number(max)}_${lengths.join('_')}_${kind}_len${length}`
    const times = Array.from(recorded.get(name)?.data ?? [])
    const shift = fullShift({ length, shift: [base, max], lengths, sine: kind === 'sine' })
    const made = orThrow(sigmasOf(shiftedTimes({ steps: 16, shift }))).map(timeOfSigma)
    expect(times).toHaveLength(17)
    expect(farthest(made, times)).toBeLessThanOrEqual(tolerances.sao_small)
  })

  const shift = fc.oneof(
    fc.double({ min: 0.2, max: 20, noNaN: true }).map((alpha) => fluxShift({ alpha })),
    fc.record({ length: fc.integer({ min: 8, max: 9000 }), sine: fc.boolean() }).map(fullShift),
    fc.integer({ min: 8, max: 9000 }).map((length) => logSnrShift({ length, rate: 1 })),
  )

  it('are even times again on the way back', () => {
    fc.assert(
      fc.property(shift, fc.double({ min: 0.01, max: 0.95, noNaN: true }), ({ timeAt, evenAt }, even) => {
        expect(evenAt(timeAt(even))).toBeCloseTo(even, 9)
        expect(timeAt(even)).toBeGreaterThan(timeAt(even / 2))
      }),
    )
    for (const { timeAt, evenAt } of [fluxShift(), fullShift({ sine: true }), logSnrShift()])
      expect([timeAt(0), timeAt(1), evenAt(1)]).toEqual([0, 1, 1])
  })

  it('from a level down are the curve of the whole list, and that itself from pure noise', () => {
    fc.assert(
      fc.property(
        shift,
        fc.integer({ min: 1, max: 40 }),
        fc.double({ min: 0.4, max: 0.99, noNaN: true }),
        (of, steps, top) => {
          const parts = { steps, shift: of, sigmaMax: sigmaOfTime(top) }
          const times = orThrow(sigmasOf(shiftedFromLevel(parts))).map(timeOfSigma)
          expect(times).toHaveLength(steps + 1)
          expect(times[0]).toBeCloseTo(top, 9)
          const even = times.slice(0, -1).map(of.evenAt)
          const first = Math.min(1, even[0] ?? 0)
          even.slice(1).forEach((u, i) => expect(u).toBeCloseTo(first * (1 - (i + 1) / steps), 6))
          expect(shiftedFromLevel({ steps, shift: of })).toEqual(shiftedTimes({ steps, shift: of }))
        },
      ),
    )
  })

  it('refuse what they cannot be made of', () => {
    const from = (time: number) => ({ steps: 4, sigmaMax: sigmaOfTime(time), shift: logSnrShift() })
    expect(said(shiftedFromLevel(from(0.1)))).toMatch(
      /it would rise to t .*; give a start above t 0\.1192, where the shift ends/,
    )
    expect(said(shiftedTimes(from(0.1)))).toContain('give a start above t 0.1192')
    expect(said(shiftedTimes({ steps: 0 }))).toBe('flux-shift: 0 steps; give a whole number of at least 1')
    expect(said(shiftedTimes({ steps: 2, sigmaMax: NaN }))).toContain('sigma max NaN; give a finite number above 0')
    const of = (refused: TimeShift) => said(shiftedFromLevel({ steps: 2, shift: refused }))
    expect(of(fluxShift({ alpha: 0 }))).toBe('flux-shift: alpha 0; give a finite number above 0')
    expect(of(fluxShift({ alpha: [1, Infinity] }))).toBe('flux-shift: alpha Infinity; give a finite number above 0')
    expect(of(fluxShift({ length: 0 }))).toBe('flux-shift: length 0; give a finite number of frames above 0')
    expect(of(fullShift({ lengths: [9, 9] }))).toContain(
      'lengths 9 and 9; give two finite numbers of frames above 0, the lower',
    )
    expect(of(fullShift({ shift: [NaN, 1] }))).toBe('full-shift: shift NaN to 1; give two finite numbers')
    expect(of(logSnrShift({ length: -1 }))).toContain('length -1; give a finite number of frames above 0')
    expect(of(logSnrShift({ start: 3 }))).toContain('from log SNR 3 to 2; give finite numbers, the start below the end')
  })
})
