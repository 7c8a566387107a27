import type { FrameRange } from '@sigmastream/core'
import { describe, expect, it } from 'vitest'
import { exemplarModel } from '../src/index.js'
import { farthest, latentOf, never, refusal, right, scatteredLatent, withModel } from './support.js'

/** A pattern of 10 frames that is repeated, `[1, 4, frames]`. */
const period = 10
const pattern = scatteredLatent([1, 4, period], 1)
const repeated = (frames: number, salt = 0) => {
  const noise = scatteredLatent([1, 4, frames], 50 + salt)
  return latentOf(
    [1, 4, frames],
    Array.from(
      { length: 4 * frames },
      (_, i) => pattern.data[Math.floor(i / frames) * period + ((i % frames) % period)]! + 0.02 * noise.data[i]!,
    ),
  )
}
const frames = 100
const reference = repeated(frames)
const gap = { start: 43, end: 58 }

/** The reference with something else inside the gap. */
const damaged = latentOf(
  reference.shape,
  Array.from(reference.data, (value, i) => (i % frames >= gap.start && i % frames < gap.end ? 9 : value)),
)

const modelFor = (gaps: readonly FrameRange[], of = reference) =>
  exemplarModel({ exemplars: [{ latent: of, leaveOut: gaps }], windowFrames: 8, surroundings: { reference: of, gaps } })

describe('a model with surroundings', () => {
  it('goes on with the pattern, in step, however little is left of it in the noise', async () => {
    const model = right(modelFor([gap], damaged))
    const noise = scatteredLatent(reference.shape, 3)
    await withModel(model, async (denoiser) => {
      for (const sigma of [model.sigmaRange.max, model.sigmaRange.min]) {
        const drowned = latentOf(
          reference.shape,
          noise.data.slice().map((value) => value * sigma),
        )
        const estimate = await denoiser(drowned, sigma, never)
        const energy = (values: Float32Array): number => values.reduce((sum, value) => sum + value * value, 0)
        const error = estimate.data.slice().map((value, i) => value - reference.data[i]!) // of equal length
        expect(energy(error) / energy(reference.data.slice())).toBeLessThan(0.02)
      }
    })
  })

  it('answers the known frames as they are known, and reads nothing inside the gaps', async () => {
    const x = scatteredLatent(reference.shape, 4)
    const [sound, other] = await Promise.all(
      [reference, damaged].map((of) => withModel(right(modelFor([gap], of)), (denoiser) => denoiser(x, 3, never))),
    )
    const isKnown = (i: number): boolean => i % frames < gap.start || i % frames >= gap.end
    expect([...sound!.data].filter((_, i) => isKnown(i))).toEqual([...reference.data].filter((_, i) => isKnown(i)))
    expect([...sound!.data].filter((_, i) => !isKnown(i))).toEqual([...other!.data].filter((_, i) => !isKnown(i)))
  })

  it.each([
    ['at the start', [{ start: 0, end: 12 }]],
    ['at the end', [{ start: 88, end: 100 }]],
    ['of one frame', [{ start: 50, end: 51 }]],
    [
      'in two parts',
      [
        { start: 20, end: 30 },
        { start: 60, end: 75 },
      ],
    ],
    [
      'in parts that overlap',
      [
        { start: 40, end: 50 },
        { start: 45, end: 55 },
      ],
    ],
    ['longer than what is left in one piece', [{ start: 30, end: 70 }]],
  ])('fills a gap %s', async (_, gaps) => {
    await withModel(right(modelFor(gaps)), async (denoiser) => {
      const estimate = await denoiser(scatteredLatent(reference.shape, 5), 0.5, never)
      expect(estimate.data.slice().every(Number.isFinite)).toBe(true)
      const loudness = (of: typeof estimate): number =>
        gaps
          .flatMap(({ start, end }) =>
            Array.from(
              { length: 4 * (end - start) },
              (__, i) => of.data[Math.floor(i / (end - start)) * frames + start + (i % (end - start))]!,
            ),
          )
          .reduce((sum, value) => sum + value * value, 0)
      expect(loudness(estimate) / loudness(reference)).toBeGreaterThan(0.2)
    })
  })

  it('fills a gap that no stretch is long enough for from two, one that goes on and one that leads on', async () => {
    const truth = scatteredLatent([1, 4, frames], 8)
    const part = (start: number, end: number) => ({
      latent: latentOf(
        [1, 4, end - start],
        Array.from({ length: 4 }, (_, row) =>
          Array.from(truth.data.slice(row * frames + start, row * frames + end)),
        ).flat(),
      ),
      leaveOut: [],
    })
    const model = exemplarModel({
      exemplars: [part(20, 57), part(43, 80)],
      windowFrames: 8,
      surroundings: { reference: truth, gaps: [{ start: 40, end: 60 }] },
    })
    const known = right(model)
    await withModel(known, async (denoiser) => {
      const drowned = scatteredLatent(truth.shape, 9)
      const x = latentOf(
        truth.shape,
        drowned.data.slice().map((value) => value * known.sigmaRange.max),
      )
      expect(farthest((await denoiser(x, known.sigmaRange.max, never)).data, truth.data)).toBeLessThan(0.05)
    })
  })

  it('answers what is expected in a gap, and what is learnt as far as that leaves it open', async () => {
    const mean = latentOf(
      reference.shape,
      Array.from({ length: 4 * frames }, (_, i) => (i % frames >= gap.start && i % frames < gap.end ? 7 : 0)),
    )
    const open = latentOf(
      reference.shape,
      Array.from({ length: 4 * frames }, (_, i) => (i % frames >= gap.start && i % frames < gap.end ? 0 : 1)),
    )
    const expected = exemplarModel({
      exemplars: [{ latent: scatteredLatent([1, 4, 60], 21), leaveOut: [] }],
      windowFrames: 8,
      surroundings: { reference, gaps: [gap], expectation: () => ({ mean, doubt: open, open }) },
    })
    await withModel(right(expected), async (denoiser) => {
      const answer = await denoiser(scatteredLatent(reference.shape, 5), 1, never)
      const wanted = reference.data.slice().map((value, i) => (open.data[i] === 0 ? 7 : value))
      expect(farthest(answer.data, wanted)).toBeLessThan(0.01)
    })
  })

  it('fills the whole of a latent from other exemplars', async () => {
    const model = exemplarModel({
      exemplars: [{ latent: repeated(200, 7), leaveOut: [] }],
      windowFrames: 8,
      surroundings: { reference: damaged, gaps: [{ start: 0, end: frames }] },
    })
    await withModel(right(model), async (denoiser) => {
      const estimate = await denoiser(reference, 0.5, never)
      expect(farthest(estimate.data, reference.data)).toBeLessThan(0.1)
    })
  })

  it('fills each item of a batch by its own surroundings', async () => {
    const late = latentOf(
      reference.shape,
      Array.from(reference.data, (_, i) => {
        const [row, frame] = [Math.floor(i / frames), i % frames]
        return pattern.data[row * period + ((frame + 4) % period)]!
      }),
    )
    const both = latentOf([2, 4, frames], [...reference.data, ...late.data])
    const model = right(
      exemplarModel({
        exemplars: [{ latent: repeated(200, 9), leaveOut: [] }],
        windowFrames: 8,
        surroundings: { reference: both, gaps: [gap] },
      }),
    )
    await withModel(model, async (denoiser) => {
      const estimate = await denoiser(scatteredLatent(both.shape, 6), model.sigmaRange.max, never)
      expect(farthest(estimate.data, both.data)).toBeLessThan(0.1)
      await expect(denoiser(reference, 1, never)).rejects.toThrow(/1x4x100 beside a reference of 2x4x100/)
    })
  })

  it('refuses gaps that are none, and says what would be one', () => {
    expect(refusal(modelFor([]))).toMatch(/at least one/)
    for (const bad of [
      { start: 5, end: 5 },
      { start: 6, end: 5 },
      { start: -1, end: 5 },
      { start: 90, end: 101 },
      { start: 0.5, end: 3 },
    ]) {
      const { surroundings } = { surroundings: { reference, gaps: [bad] } }
      expect(
        refusal(exemplarModel({ exemplars: [{ latent: reference, leaveOut: [] }], windowFrames: 8, surroundings })),
      ).toMatch(/0 <= start < end <= 100/)
    }
    expect(refusal(modelFor([{ start: 10, end: 90 }]))).toMatch(
      /80 frames.*stretch to learn from is 10; give at most 20 frames/,
    )
    const learntFromTen = (end: number) =>
      exemplarModel({
        exemplars: [{ latent: repeated(10), leaveOut: [] }],
        windowFrames: 8,
        surroundings: { reference, gaps: [{ start: 40, end }] },
      })
    expect(right(learntFromTen(60)).sigmaRange.min).toBeGreaterThan(0)
    expect(refusal(learntFromTen(61))).toMatch(/21 frames.*give at most 20 frames/)
    const other = { reference: scatteredLatent([1, 3, frames], 1), gaps: [gap] }
    expect(
      refusal(
        exemplarModel({ exemplars: [{ latent: reference, leaveOut: [] }], windowFrames: 8, surroundings: other }),
      ),
    ).toMatch(/one of 4 channels/)
  })
})

describe('exemplarModel', () => {
  it('refuses what nothing can be learnt from', () => {
    const all = [{ start: 0, end: frames }]
    expect(refusal(exemplarModel({ exemplars: [], windowFrames: 8 }))).toMatch(/at least one clip/)
    expect(refusal(exemplarModel({ exemplars: [{ latent: reference, leaveOut: all }], windowFrames: 8 }))).toMatch(
      /no 4 frames in a row.*a longer clip/,
    )
    expect(
      refusal(exemplarModel({ exemplars: [{ latent: scatteredLatent([1, 4, 3], 1), leaveOut: [] }], windowFrames: 8 })),
    ).toMatch(/a longer clip/)
    expect(
      refusal(
        exemplarModel({
          exemplars: [{ latent: latentOf([1, 4, 9], new Float32Array(36)), leaveOut: [] }],
          windowFrames: 8,
        }),
      ),
    ).toMatch(/silence/)
    for (const windowFrames of [0, -1, 1.5, NaN]) {
      expect(refusal(exemplarModel({ exemplars: [{ latent: reference, leaveOut: [] }], windowFrames }))).toMatch(
        /a whole number of at least 1/,
      )
    }
    const mixed = [reference, scatteredLatent([1, 3, frames], 1)].map((latent) => ({ latent, leaveOut: [] }))
    expect(refusal(exemplarModel({ exemplars: mixed, windowFrames: 8 }))).toMatch(/equal channels/)
  })

  it('takes a shorter window where no stretch is as long as the one that was asked for', () => {
    expect(
      right(exemplarModel({ exemplars: [{ latent: scatteredLatent([1, 4, 6], 1), leaveOut: [] }], windowFrames: 8 }))
        .windowFrames,
    ).toBe(6)
  })

  it('recommends sigmas at whose top a window drowns in noise', () => {
    const { sigmaRange } = right(
      exemplarModel({
        exemplars: [{ latent: latentOf([1, 4, 9], new Float32Array(36).fill(3)), leaveOut: [] }],
        windowFrames: 9,
      }),
    )
    expect(sigmaRange.max).toBeCloseTo(3 * Math.sqrt(36), 5)
    expect(sigmaRange.min).toBeCloseTo(sigmaRange.max / 20, 5)
  })
})
