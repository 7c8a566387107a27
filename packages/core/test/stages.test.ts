import { gaussianDenoiser, mustHaveSameBits, orThrow, peakOf, pointDenoiser, testNoise } from '@sigmastream/laws'
import { describe, expect, it } from 'vitest'
import {
  addNoise,
  advance,
  type Carry,
  carryAt,
  chain,
  combine,
  constant,
  denoise,
  denoiseAt,
  type Engine,
  eulerStep,
  type Interval,
  type Latent,
  maskProject,
  noiseReference,
  probe,
  type Step,
  score,
  toD,
  withInterval,
} from '../src/index.js'
import { engine, filled, never, shape } from './support.js'

const at: Interval = { index: 2, of: 8, from: 4, to: 1 }

const sound = engine()

const x = filled(1, -2, 3, 0, 5, -6)

const after = async (step: Step, other: Partial<Engine> = {}, interval = at): Promise<Carry> =>
  orThrow(await advance(step, carryAt(x), interval, { ...sound, ...other }, never)())

describe('the stages of a sampler', () => {
  it('denoise asks at the sigma that the interval starts from, and pushes what was said on the past', async () => {
    const asked: number[] = []
    const denoiser: Engine['denoiser'] = (_, sigma) => {
      asked.push(sigma)
      return Promise.resolve(constant(shape, 9))
    }
    const carry = await after({ ...chain(denoise, score, eulerStep), memory: 3 }, { denoiser })
    expect(asked).toEqual([4])
    expect(carry.past).toEqual([{ sigma: 4, x, denoised: constant(shape, 9) }])
    await after(
      chain(
        denoiseAt(({ from, to }) => (from + to) / 2),
        score,
        eulerStep,
      ),
      { denoiser },
    )
    expect(asked).toEqual([4, 2.5])
  })

  it('score is (x - denoised) / sigma, and an Euler step follows it to the next sigma', async () => {
    const x0 = constant(shape, 1)
    expect([...toD({ sigma: 4, x, denoised: x0 }).data]).toEqual([0, -0.75, 0.5, -0.25, 1, -1.75])
    const { x: result } = await after(chain(denoise, score, eulerStep), { denoiser: pointDenoiser(x0) })
    expect([...result.data]).toEqual([1, 0.25, 1.5, 0.75, 2, -0.75])
  })

  it('score hands on where the denoiser was really asked: d is taken there, and the step goes as far as the interval', async () => {
    const eight = constant(shape, 8)
    const halfway = chain(
      denoiseAt(() => 2),
      score,
      eulerStep,
    )
    // The Gaussian of deviation 1 answers 8 / (1 + 4) = 1.6 at sigma 2, so d = (8 - 1.6) / 2 = 3.2, and 8 + (1 - 4) 3.2 = -1.6.
    const { x: result } = orThrow(
      await advance(halfway, carryAt(eight), at, { ...sound, denoiser: gaussianDenoiser(0, 1) }, never)(),
    )
    expect(peakOf(combine([1, result], [-1, constant(shape, -1.6)]))).toBeLessThan(1e-6)
  })

  it('noiseReference brings the reference to the level reached; at 0 it is the reference itself', async () => {
    const reference = filled(6, 5, 4, 3, 2, 1)
    const anchors: Latent[] = []
    const look = chain(
      noiseReference(reference),
      probe('anchor', ({ anchor }) => anchors.push(combine(...anchor))),
      maskProject(constant(shape, 1)),
    )
    await after(look)
    await after(look, {}, { index: 4, of: 8, from: 1, to: 0 })
    const eps = testNoise(7)({ lane: 'reference', at, shape })
    mustHaveSameBits('reference + to eps', anchors[0] ?? x, combine([1, reference], [1, eps]))
    expect(anchors[1]).toBe(reference)
    expect(look.draws(at)).toEqual(['reference'])
  })

  it('maskProject keeps x where the mask is 1, puts the anchor where it is 0, and leaves a held carry alone', async () => {
    const reference = constant(shape, 10)
    const mask = filled(1, 0, 0.5, 1, 0, 0.5)
    const project = chain(noiseReference(reference), maskProject(mask))
    const last: Interval = { index: 0, of: 8, from: 1, to: 0 }
    expect([...(await after(project, {}, last)).x.data]).toEqual([1, 10, 6.5, 0, 10, 2])
    const held = orThrow(await advance(project, { ...carryAt(x), held: true }, last, sound, never)())
    expect(held.x).toBe(x)
  })

  it('addNoise adds so much of its lane, and draws nothing where there is none to add', async () => {
    const noisy = addNoise('test', ({ to }) => (to === 0 ? null : { scale: 2, at }))
    mustHaveSameBits('noisy', (await after(noisy)).x, combine([1, x], [2, testNoise(7)({ lane: 'test', at, shape })]))
    expect(noisy.draws(at)).toEqual(['test'])
    const end: Interval = { index: 3, of: 8, from: 1, to: 0 }
    expect(noisy.draws(end)).toEqual([])
    expect(
      (
        await after(
          noisy,
          {
            noise: () => {
              throw new Error('asked')
            },
          },
          end,
        )
      ).x,
    ).toBe(x)
  })

  it('withInterval runs, and declares, on the interval it is given', async () => {
    const inner = addNoise('test', (there) => (there.to === 0 ? null : { scale: 1, at: there }))
    const atZero = withInterval((here) => ({ ...here, to: 0 }), inner)
    expect(atZero.draws(at)).toEqual([])
    expect((await after(atZero)).x).toBe(x)
    expect(withInterval((here) => here, chain(denoise, score, eulerStep)).calls(at)).toBe(1)
  })
})
