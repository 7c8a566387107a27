import { constant, describeSampleError, type Latent, type Slot } from '@sigmastream/core'
import { latents, mustBeNear, sameBits } from '@sigmastream/laws'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { slowPart } from '../src/guidance/slow-part.js'
import {
  adaptiveProjection,
  type ConditionalDenoiser,
  denoiserUnder,
  frequencyDecoupled,
  type GuidanceRule,
  guidedDenoiser,
  magnitudeAware,
  perpendicular,
  rescaleGuidance,
  tangential,
  zeroStar,
} from '../src/index.js'

const shape = [2, 3, 4] as const
const signal = new AbortController().signal

/** A conditional model that remembers what it was asked: its answer is the condition, everywhere. */
const remembering = () => {
  const asked: (readonly number[])[] = []
  const model: ConditionalDenoiser<number> = (x, _, conditions) => {
    asked.push(conditions)
    return Promise.resolve(conditions.map((condition) => constant(x.shape, condition)))
  }
  return { asked, model }
}

const x = constant(shape, 0)

describe('guidance', () => {
  it('is away + scale (toward - away)', async () => {
    const denoiser = guidedDenoiser(remembering().model, { toward: 3, away: 1, scale: 7 })
    expect([...(await denoiser(x, 5, signal)).data]).toEqual(Array.from({ length: 24 }, () => 15))
  })

  it('of scale 1 is the conditional answer, and computes no second branch', async () => {
    const { asked, model } = remembering()
    const denoiser = guidedDenoiser(model, { toward: 3, away: 1, scale: 1, phi: 0.5 })
    expect(sameBits(await denoiser(x, 5, signal), await denoiserUnder(model, 3)(x, 5, signal))).toBe(true)
    expect(asked).toEqual([[3], [3]])
  })

  it('of scale 0 is what it leads away from, be it empty or a negative condition', async () => {
    const denoiser = guidedDenoiser(remembering().model, { toward: 3, away: -2, scale: 0 })
    expect((await denoiser(x, 5, signal)).data[0]).toBe(-2)
  })

  it('outside its interval of sigmas computes no second branch, and both ends are inside', async () => {
    const { asked, model } = remembering()
    const denoiser = guidedDenoiser(model, { toward: 3, away: 1, scale: 7, within: { low: 1, high: 4 } })
    const answers = await Promise.all(
      [5, 4, 2, 1, 0.5].map(async (sigma) => (await denoiser(x, sigma, signal)).data[0]),
    )
    expect(answers).toEqual([3, 15, 15, 15, 3])
    expect(asked.map(({ length }) => length)).toEqual([1, 2, 2, 2, 1])
  })

  it('rescaled by phi 1 has the deviation over channels of the conditional answer, at every frame of every item', () =>
    fc.assert(
      fc.property(latents(shape, 10), latents(shape, 10), (loud, conditional) => {
        const out = rescaleGuidance(loud, conditional, 1)
        for (let item = 0; item < 2; item++)
          for (let frame = 0; frame < 4; frame++) {
            const [before, wanted, got] = [loud, conditional, out].map((latent) => deviation(latent, item, frame))
            expect(got).toBeCloseTo((before ?? 0) > 1e-3 ? (wanted ?? 0) : (got ?? 0), 3)
          }
      }),
    ))

  it('rescaled by phi 0 is untouched, and a constant over channels does not become NaN', () => {
    const loud = constant(shape, 4)
    expect(rescaleGuidance(loud, x, 0)).toBe(loud)
    expect([...rescaleGuidance(loud, x, 0.7).data].every((value) => value === 4)).toBe(true)
  })

  it('refuses what is no guidance', () => {
    const { model } = remembering()
    const bad = [{ scale: NaN }, { phi: 1.5 }, { phi: -1 }, { within: { low: 3, high: 1 } }]
    const refusals = bad.map((of) => guidedDenoiser(model, { toward: 1, away: 0, scale: 7, ...of }))
    expect(refusals.map(({ refusal }) => (refusal === undefined ? '' : describeSampleError(refusal)))).toEqual([
      'guidance: a scale of NaN; give a finite number; 1 is no guidance',
      'guidance: phi 1.5; give a number from 0 to 1',
      'guidance: phi -1; give a number from 0 to 1',
      'guidance: sigmas from 3 to 1; give low <= high',
    ])
  })

  it('has a scale for each sigma, and for each frame', async () => {
    const { asked, model } = remembering()
    const bySigma = guidedDenoiser(model, { toward: 3, away: 1, scale: (sigma) => (sigma > 2 ? 7 : 1) })
    expect((await bySigma(x, 5, signal)).data[0]).toBe(15)
    expect((await bySigma(x, 2, signal)).data[0]).toBe(3)
    const byFrame = guidedDenoiser(model, { toward: 3, away: 1, scale: Float32Array.of(7, 1, 0, 2) })
    const frames = [15, 3, 1, 5]
    expect([...(await byFrame(x, 5, signal)).data]).toEqual(Array.from({ length: 24 }, (_, i) => frames[i % 4]))
    expect(asked.map(({ length }) => length)).toEqual([2, 1, 2])
    const all = guidedDenoiser(model, { toward: 3, away: 1, scale: Float32Array.of(1, 1, 1, 1) })
    await all(x, 5, signal)
    expect(asked.at(-1)).toEqual([3])
  })

  it('has a curve under a rule too, and says so where its frames are not as many as those of the latent', async () => {
    const { model } = remembering()
    const of = (rule?: GuidanceRule) =>
      guidedDenoiser(model, {
        toward: 3,
        away: 1,
        scale: Float32Array.of(7, 1),
        ...(rule === undefined ? {} : { rule }),
      })
    for (const rule of [undefined, adaptiveProjection()])
      await expect(of(rule)(x, 5, signal)).rejects.toThrow('a scale of guidance for 2 frames; give one for each of 4')
    const scale = Float32Array.of(7, 1, 0, 2)
    const curved = guidedDenoiser(model, { toward: 3, away: 1, scale, rule: adaptiveProjection({ parallel: 1 }) })
    expect([...(await curved(x, 5, signal)).data].slice(0, 4)).toEqual([15, 3, 1, 5])
  })

  it('asks the branch that it leads away from at every so many calls, and keeps its answer until then', async () => {
    const asked: (readonly number[])[] = []
    const model: ConditionalDenoiser<number> = (at, sigma, conditions) => {
      asked.push(conditions)
      return Promise.resolve(conditions.map((condition) => constant(at.shape, condition * sigma)))
    }
    const answersOf = async (refresh: number): Promise<readonly (number | undefined)[]> => {
      const denoiser = guidedDenoiser(model, { toward: 3, away: 1, scale: 2, refresh })
      const answers: (number | undefined)[] = []
      let context = withSlot(null)
      for (const sigma of [8, 4, 2, 1]) {
        const answer = await denoiser(x, sigma, signal, context)
        answers.push(answer.data[0])
        context = withSlot(answer.slot ?? null)
      }
      return answers
    }
    // 2 * 3 sigma - sigma of the last time that it was asked
    expect(await answersOf(2)).toEqual([40, 16, 10, 4])
    expect(await answersOf(Infinity)).toEqual([40, 16, 4, -2])
    expect(asked.map(({ length }) => length)).toEqual([2, 1, 2, 1, 2, 1, 1, 1])
  })

  it('refuses a rule that cannot be, and one that asks more than there is', () => {
    const { model } = remembering()
    const refusalOf = (of: { readonly rule?: GuidanceRule; readonly refresh?: number }): string => {
      const { refusal } = guidedDenoiser(model, { toward: 1, away: 0, scale: 7, ...of })
      return refusal === undefined ? '' : describeSampleError(refusal)
    }
    expect([
      refusalOf({ refresh: 0 }),
      refusalOf({ rule: perpendicular() }),
      refusalOf({ rule: adaptiveProjection({ parallel: 2 }) }),
      refusalOf({ rule: adaptiveProjection({ threshold: 0 }) }),
      refusalOf({ rule: adaptiveProjection({ momentum: 1 }) }),
      refusalOf({ rule: frequencyDecoupled({ slow: NaN }) }),
      refusalOf({ rule: frequencyDecoupled({ octaves: 0.5 }) }),
      refusalOf({ rule: perpendicular(NaN) }),
      refusalOf({ rule: magnitudeAware(NaN) }),
      refusalOf({ rule: magnitudeAware(-1) }),
    ]).toEqual([
      'guidance: a refresh of 0; give a number of calls of at least 1',
      'guidance: a rule that asks three branches, perpendicular, of two; give a neutral condition too',
      'guidance: a parallel part of 2; give a number from 0 to 1',
      'guidance: a threshold of 0; give a number above 0',
      'guidance: a momentum of 1; give a number above -1 and below 1',
      'guidance: NaN of the slow part; give a finite number; 1 is all of it',
      'guidance: 0.5 octaves; give a whole number of at least 1',
      'guidance: a strength of NaN; give a finite number; 1 is usual',
      'guidance: a damping of NaN; give a finite number of at least 0; 8 is usual',
      'guidance: a damping of -1; give a finite number of at least 0; 8 is usual',
    ])
  })

  it('is ordinary guidance where a rule is told to change nothing, to rounding', () =>
    fc.assert(
      fc.asyncProperty(latents(shape, 10), latents(shape, 10), latents(shape, 10), async (at, toward, away) => {
        const model: ConditionalDenoiser<Latent> = (_, __, answers) => Promise.resolve(answers)
        const of = (rule?: GuidanceRule) =>
          guidedDenoiser(model, { toward, away, scale: 4, ...(rule === undefined ? {} : { rule }) })(at, 2, signal)
        const expected = await of()
        for (const rule of [adaptiveProjection({ parallel: 1 }), frequencyDecoupled({ slow: 1 }), magnitudeAware(0)])
          mustBeNear('the rule', await of(rule), expected, 1e-4)
      }),
      { numRuns: 10 },
    ))

  it('of TCFG leads away only along the main direction of both branches, told by a loop of its own', () =>
    fc.assert(
      fc.asyncProperty(latents(shape, 5), latents(shape, 5), latents(shape, 5), async (at, toward, away) => {
        const model: ConditionalDenoiser<Latent> = (_, __, answers) => Promise.resolve(answers)
        const answer = await guidedDenoiser(model, { toward, away, scale: 3, rule: tangential() })(at, 2, signal)
        for (const item of [0, 1]) {
          const noiseOf = (denoised: Latent): readonly number[] =>
            valuesOf(at, item).map((value, i) => (value - (valuesOf(denoised, item)[i] ?? NaN)) / 2)
          const [c, u] = [noiseOf(toward), noiseOf(away)]
          const main = mainDirection(c, u)
          if (main === null) continue
          const along = dotOf(u, main)
          const guided = c.map((value, i) => 3 * value - 2 * along * (main[i] ?? NaN))
          const expected = valuesOf(at, item).map((value, i) => value - 2 * (guided[i] ?? NaN))
          valuesOf(answer, item).forEach((value, i) => expect(value).toBeCloseTo(expected[i] ?? NaN, 2))
        }
      }),
      { numRuns: 15 },
    ))

  it('of the magnitude-aware kind is weaker by e to the power of how far apart the noises are for their size', () =>
    fc.assert(
      fc.asyncProperty(latents(shape, 5), latents(shape, 5), async (toward, away) => {
        const model: ConditionalDenoiser<Latent> = (_, __, answers) => Promise.resolve(answers)
        const at = constant(shape, 7)
        const answer = await guidedDenoiser(model, { toward, away, scale: 3, rule: magnitudeAware(2) })(at, 2, signal)
        for (const item of [0, 1]) {
          const [d, u] = [valuesOf(toward, item), valuesOf(away, item)]
          const apart = Math.hypot(...d.map((value, i) => value - (u[i] ?? NaN)))
          const share = Math.exp((-2 * apart) / Math.hypot(...u.map((value) => 7 - value)))
          const expected = d.map((value, i) => value + 2 * share * (value - (u[i] ?? NaN)))
          valuesOf(answer, item).forEach((value, i) => expect(value).toBeCloseTo(expected[i] ?? NaN, 3))
        }
      }),
      { numRuns: 15 },
    ))

  it('of FDG without its slow part leaves what does not change over frames as the prompt has it', async () => {
    const { model } = remembering()
    const of = (slow: number) =>
      guidedDenoiser(model, { toward: 3, away: 1, scale: 7, rule: frequencyDecoupled({ slow }) })(x, 5, signal)
    expect((await of(0)).data.slice().every((value) => Math.abs(value - 3) < 1e-5)).toBe(true)
    expect((await of(0.25)).data.slice().every((value) => Math.abs(value - 6) < 1e-5)).toBe(true)
  })

  it('stands still where CFG-Zero* is told to, and asks nothing there', async () => {
    const { asked, model } = remembering()
    const denoiser = guidedDenoiser(model, { toward: 3, away: 1, scale: 7, rule: zeroStar({ stillAbove: 4 }) })
    expect((await denoiser(constant(shape, 12), 5, signal)).data[0]).toBe(2)
    expect(asked).toEqual([])
    await denoiser(x, 4, signal)
    expect(asked).toEqual([[3, 1]])
  })

  it('calls slow what does not change over frames, and not what changes at every one', () => {
    for (const frames of [1, 2, 5, 8, 13]) {
      const still = constant([1, 2, frames], 3)
      expect([...slowPart(still, 3).data].every((value) => Math.abs(value - 3) < 1e-6)).toBe(true)
    }
    const swing = {
      shape: [1, 1, 16],
      data: Float32Array.from({ length: 16 }, (_, i) => (i % 2 === 0 ? 1 : -1)),
    } as const
    expect(Math.max(...[...slowPart(swing, 1).data].map(Math.abs))).toBeLessThan(1e-6)
  })

  it('says so where the model answers too few', async () => {
    const denoiser = guidedDenoiser(() => Promise.resolve([]), { toward: 3, away: 1, scale: 7 })
    await expect(denoiser(x, 5, signal)).rejects.toThrow('the model gave 0 answers')
  })
})

/** All values of an item. */
const valuesOf = ({ data }: Latent, item: number): readonly number[] => [...data].slice(item * 12, (item + 1) * 12)

const dotOf = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, value, i) => sum + value * (b[i] ?? NaN), 0)

/** The unit vector whose products with both are largest, by turning it until it stays; `null` where none stands out. */
const mainDirection = (c: readonly number[], u: readonly number[]): readonly number[] | null => {
  const [cc, cu, uu] = [dotOf(c, c), dotOf(c, u), dotOf(u, u)]
  if (Math.hypot(cc - uu, 2 * cu) < 0.2 * (cc + uu)) return null
  return Array.from({ length: 300 }).reduce<readonly number[]>(
    (v) => {
      const [ofC, ofU] = [dotOf(c, v), dotOf(u, v)]
      const next = c.map((value, i) => ofC * value + ofU * (u[i] ?? NaN))
      return next.map((value) => value / Math.hypot(...next))
    },
    c.map((value, i) => value + 0.37 * (u[i] ?? NaN)),
  )
}

const withSlot = (slot: Slot | null) => ({ slot, unconditional: false })

/** The unbiased standard deviation over channels. */
const deviation = ({ data, shape: [, channels, frames] }: Latent, item: number, frame: number): number => {
  const values = Array.from({ length: channels }, (_, c) => data[(item * channels + c) * frames + frame] ?? 0)
  const mean = values.reduce((a, b) => a + b, 0) / channels
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (channels - 1))
}
