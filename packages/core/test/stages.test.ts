import {
  largest,
  latents,
  mustBeNear,
  mustHaveSameBits,
  orThrow,
  pointDenoiser,
  schedules,
  shapes,
  testNoise,
} from '@sigmastream/laws'
import fc from 'fast-check'
import { either as E } from 'fp-ts'
import { describe, expect, it } from 'vitest'
import {
  addNoise,
  advance,
  begin,
  type Carry,
  chain,
  combine,
  constant,
  denoise,
  denoiseAt,
  eulerStep,
  eulerUpdate,
  guard,
  type Interval,
  identity,
  type Latent,
  maskProject,
  noiseReference,
  probe,
  type Runtime,
  type Step,
  score,
  toD,
  withInterval,
} from '../src/index.js'
import { engine, filled, never, shape } from './support.js'

const at: Interval = { index: 2, from: 4, to: 1 }

const runtime: Runtime = { ...engine(), steps: 5 }

const x = filled(1, -2, 3, 0, 5, -6)

const after = async (step: Step, other: Partial<Runtime> = {}, interval = at): Promise<Carry> =>
  orThrow(await advance(step, begin(x), interval, { ...runtime, ...other }, never)())

describe('the stages of a sampler', () => {
  it('denoise asks at the sigma that the interval starts from, and pushes what was said on the past', async () => {
    const asked: number[] = []
    const denoiser: Runtime['denoiser'] = (_, sigma) => {
      asked.push(sigma)
      return Promise.resolve(constant(shape, 9))
    }
    const carry = await after({ ...chain(denoise, eulerUpdate), memory: 3 }, { denoiser })
    expect(asked).toEqual([4])
    expect(carry.past).toEqual([{ sigma: 4, x, denoised: constant(shape, 9) }])
    await after(
      chain(
        denoiseAt('denoise(middle)', ({ from, to }) => (from + to) / 2),
        eulerUpdate,
      ),
      { denoiser },
    )
    expect(asked).toEqual([4, 2.5])
  })

  it('score is (x - denoised) / sigma, and an Euler step follows it to the next sigma', async () => {
    const x0 = constant(shape, 1)
    expect([...toD(x, 4, x0).data]).toEqual([0, -0.75, 0.5, -0.25, 1, -1.75])
    const { x: result } = await after(chain(denoise, score, eulerStep), { denoiser: pointDenoiser(x0) })
    expect([...result.data]).toEqual([1, 0.25, 1.5, 0.75, 2, -0.75])
  })

  it('the fused Euler update equals score and eulerStep within float32 rounding, and is exact at sigma 0', async () => {
    const cases = shapes().chain((one) => fc.tuple(latents(one, 100), latents(one, 100), schedules({ steps: [1, 1] })))
    const holds = fc.assert(
      fc.asyncProperty(cases, async ([start, x0, [from = 1, to = 0]]) => {
        const result = async (step: Step) =>
          orThrow(
            await advance(
              step,
              begin(start),
              { index: 0, from, to },
              { ...runtime, denoiser: pointDenoiser(x0) },
              never,
            )(),
          ).x
        const fused = await result(chain(denoise, eulerUpdate))
        mustBeNear(
          'fused, and composed',
          fused,
          await result(chain(denoise, score, eulerStep)),
          (largest(start) + largest(x0)) * 2 ** -21,
        )
        if (to === 0) mustHaveSameBits('at sigma 0', fused, x0)
      }),
    )
    await expect(holds).resolves.toBeUndefined()
  })

  it('noiseReference brings the reference to the level reached; at 0 it is the reference itself', async () => {
    const reference = filled(6, 5, 4, 3, 2, 1)
    const anchors: Latent[] = []
    const look = chain(
      noiseReference(reference),
      probe('anchor', ({ anchor }) => anchors.push(anchor)),
      maskProject(constant(shape, 1)),
    )
    await after(look)
    await after(look, {}, { index: 4, from: 1, to: 0 })
    const eps = testNoise(7)({ lane: 'reference', at, shape })
    mustHaveSameBits('reference + to eps', anchors[0] ?? x, combine([1, reference], [1, eps]))
    expect(anchors[1]).toBe(reference)
    expect(look.draws(at)).toEqual(['reference'])
  })

  it('maskProject keeps x where the mask is 1, puts the anchor where it is 0, and leaves a held carry alone', async () => {
    const reference = constant(shape, 10)
    const mask = filled(1, 0, 0.5, 1, 0, 0.5)
    const project = chain(noiseReference(reference), maskProject(mask))
    const last: Interval = { index: 0, from: 1, to: 0 }
    expect([...(await after(project, {}, last)).x.data]).toEqual([1, 10, 6.5, 0, 10, 2])
    const held = orThrow(await advance(project, { ...begin(x), held: true }, last, runtime, never)())
    expect(held.x).toBe(x)
  })

  it('addNoise adds so much of its lane, and draws nothing where there is none to add', async () => {
    const noisy = addNoise('test', ({ to }) => (to === 0 ? null : { scale: 2, at }))
    mustHaveSameBits('noisy', (await after(noisy)).x, combine([1, x], [2, testNoise(7)({ lane: 'test', at, shape })]))
    expect(noisy.draws(at)).toEqual(['test'])
    const end: Interval = { index: 3, from: 1, to: 0 }
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
    const moved = withInterval((here) => ({ ...here, to: 0 }), inner)
    expect(moved.draws(at)).toEqual([])
    expect((await after(moved)).x).toBe(x)
    expect(withInterval((here) => here, chain(denoise, eulerUpdate)).calls(at)).toBe(1)
  })

  it('guard ends a run where x is not finite', async () => {
    const spoil: Step = {
      ...identity<Carry>(),
      run: (carry) => () => () => Promise.resolve(E.right({ ...carry, x: filled(0, 0, Infinity) })),
    }
    expect(await advance(chain(spoil, guard('after spoil')), begin(x), at, runtime, never)()).toEqual(
      E.left({ _tag: 'NonFinite', step: 2, where: 'after spoil', index: 2, value: Infinity }),
    )
    expect((await after(guard('fine'))).x).toBe(x)
  })
})
