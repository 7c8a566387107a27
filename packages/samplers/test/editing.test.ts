import {
  type Answer,
  combine,
  constant,
  type Denoiser,
  frameList,
  type Latent,
  latent,
  plan,
  run,
} from '@sigmastream/core'
import { mixtureDenoiser, pointDenoiser } from '@sigmastream/core/analytic'
import { keyedBySigma } from '@sigmastream/core/noise'
import {
  assertLaw,
  denoiserOf,
  editingLaws,
  latents,
  models,
  mustHaveSameBits,
  mustHaveSameFrames,
  orThrow,
  testNoise,
} from '@sigmastream/laws'
import fc from 'fast-check'
import { either as E } from 'fp-ts'
import { describe, expect, it } from 'vitest'
import {
  adaptiveProjection,
  applyEdit,
  type ConditionalDenoiser,
  catalogue,
  denoiserUntil,
  dpmpp2m,
  edit,
  editing,
  euler,
  eulerAncestral,
  guidedDenoiser,
  heun,
  maskedDenoiser,
  maskOf,
  maskOfRanges,
  project,
  samplers,
  withCfgpp,
  withGuidanceState,
  withReuse,
} from '../src/index.js'

const quiet = catalogue.filter(({ stochastic }) => !stochastic)
const noisy = catalogue.filter(({ stochastic }) => stochastic)
const shape = [1, 2, 4] as const
const sigmas = [12, 7, 4, 2, 1, 0.5, 0]
const { signal } = new AbortController()
const refusalOf = (given: ReturnType<typeof edit>): string => (E.isLeft(given) ? `${given.left.wrong}` : 'nothing')

/** An adaptive sampler goes down no list, as the scenes of the laws do. */
describe.each(quiet.filter(({ name }) => name !== 'dpm-adaptive'))('an edit by $name', ({ name }) => {
  const laws = editingLaws({ name, step: samplers[name](), editing, masked: maskedDenoiser })
  const ofRuns = /throughout|at 0, bit for bit/
  const applied = name === 'euler' ? laws : laws.filter((law) => ofRuns.test(law.name))
  for (const law of applied) it(law.name, () => assertLaw(law, { runs: name === 'euler' ? 25 : 4 }))
  it('has laws of its runs', () => expect(applied.length).toBeGreaterThan(1))
})

describe('edit', () => {
  it.each(quiet)('takes $name, which draws no noise', ({ name }) => {
    const given = orThrow(edit(plan({ step: samplers[name](), schedule: sigmas, shape })))
    expect([...given.start.carry(testNoise(1)).x.data]).toEqual(Array.from({ length: 8 }, () => 0))
    expect(given.start.draws).toEqual([])
  })

  it.each(noisy)('refuses $name, which does', ({ name }) => {
    const given = edit(plan({ step: samplers[name](), schedule: sigmas, shape }))
    expect(refusalOf(given)).toMatch(/^a sampler that draws noise, from the lane "/)
  })

  it('refuses a projection, whose reference is noised, and a strength that is none', () => {
    const keeping = plan({ step: project(constant(shape, 1), constant(shape, 1)), schedule: sigmas, shape })
    expect(refusalOf(edit(keeping))).toBe('a sampler that draws noise, from the lane "reference"')
    const plain = plan({ step: euler(), schedule: sigmas, shape })
    for (const strength of [-0.1, 1.1, NaN]) expect(refusalOf(edit(plain, strength))).toBe(`a strength of ${strength}`)
  })

  it('by dpm-adaptive with the same model on both sides is no change', async () => {
    const denoiser = editing(...sides([1, 1]), reference, keyedBySigma(3))
    const end = await run(edit(plan({ step: samplers['dpm-adaptive'](), schedule: sigmas, shape })), {
      denoiser,
      noise: testNoise(1),
    })()
    mustHaveSameBits('the recording', applyEdit(reference, orThrow(end).x), reference)
  })

  it('drops the first steps, and all of them at strength 1', async () => {
    const whole = plan({ step: euler(), schedule: sigmas, shape })
    expect([0, 0.5, 1].map((strength) => orThrow(edit(whole, strength)).intervals.length)).toEqual([6, 3, 0])
    const never: Denoiser = () => Promise.reject(new Error('called'))
    for (const step of [euler(), samplers['dpm-adaptive']()]) {
      const none = edit(plan({ step, schedule: sigmas, shape }), 1)
      const { x } = orThrow(await run(none, { denoiser: never, noise: testNoise(1) })())
      expect(x).toEqual(constant(shape, 0))
    }
  })
})

const reference = orThrow(latent(shape, [0.5, -1, 2, -0, 0, 1, -2, 3]))

/** Two models that answer differently. */
const sides = ([source, target]: readonly [number, number]): readonly [source: Denoiser, target: Denoiser] => [
  denoiserOf({ kind: 'linear', slope: 0.5, offset: source }, shape),
  denoiserOf({ kind: 'linear', slope: 0.5, offset: target }, shape),
]

const label: ConditionalDenoiser<number> = async (x, sigma, labels) =>
  labels.map((of) => combine([1 / (1 + sigma * sigma) + 0.1 * of, x]))
const momentum = (toward: number, scale: number): Denoiser =>
  guidedDenoiser(label, { toward, away: 0, scale, rule: adaptiveProjection({ momentum: -0.5 }), refresh: 2 })

describe('editing', () => {
  const frames = async (denoiser: Denoiser, step = euler()) =>
    orThrow(await frameList(edit(plan({ step, schedule: sigmas, shape })), { denoiser, noise: testNoise(1) })())

  it('keeps the state of the guidance of both sides in the carry: asked again, it answers the same', async () => {
    const denoiser = editing(momentum(1, 3), momentum(2, 5), reference, keyedBySigma(3))
    const whole = await frames(denoiser, { ...euler(), ...withGuidanceState(euler()) })
    const states = whole.map(({ carry }) => carry.past[0]?.slot?.owner)
    expect(new Set(states)).toEqual(new Set(['editing']))
    for (const { carry } of whole) {
      const [now, before] = carry.past
      if (now === undefined || before === undefined) continue
      const again = await denoiser(now.x, now.sigma, signal, { slot: before.slot ?? null, unconditional: false })
      mustHaveSameBits('the answer, asked again', { shape, data: again.data }, now.denoised)
    }
    mustHaveSameFrames(
      'the run, made again',
      await frames(denoiser, { ...euler(), ...withGuidanceState(euler()) }),
      whole,
    )
  })

  it('with the same guidance on both sides is no change, under CFG++ and reuse too', async () => {
    const same = editing(momentum(1, 3), momentum(1, 3), reference, keyedBySigma(3))
    for (const step of [withGuidanceState(heun()), withCfgpp(dpmpp2m()), withReuse(0.5, euler())])
      for (const { carry } of await frames(same, { ...euler(), ...step }))
        mustHaveSameBits('the recording', applyEdit(reference, carry.x), reference)
  })

  it('under CFG++ is the difference of what both sides do', async () => {
    const [source, target] = [3, 5].map((scale) => guidedDenoiser(label, { toward: 1, away: 0, scale }))
    const denoiser = editing(source!, target!, reference, () => constant(shape, 0.5)) // of two scales
    const delta = constant(shape, 0.25)
    const context = { slot: null, unconditional: true }
    const noised = combine([1, reference], [2, constant(shape, 0.5)])
    const { unconditional, ...answer } = await denoiser(delta, 2, signal, context)
    const heard = await source!(noised, 2, signal, context)
    const wanted = await target!(combine([1, noised], [1, delta]), 2, signal, context)
    const less = (a: Answer | undefined, b: Answer | undefined) => combine([1, a ?? reference], [-1, b ?? reference])
    mustHaveSameBits('the answer', answer, less(wanted, heard))
    mustHaveSameBits('the unconditional', unconditional ?? reference, less(wanted.unconditional, heard.unconditional))
  })

  it('carries what its parts are refused for, and asks no target after an abort', async () => {
    const [source, target] = sides([1, 2])
    expect(editing(source, target, reference, keyedBySigma(-1)).refusal?.subject).toBe('seed')
    const refused: Denoiser = Object.assign((...call: Parameters<Denoiser>) => source(...call), {
      refusal: { _tag: 'Refused', subject: 'mine', wrong: 'this', right: 'that' } as const,
    })
    expect(editing(refused, target, reference, keyedBySigma(1)).refusal?.subject).toBe('mine')
    expect(editing(source, refused, reference, keyedBySigma(1)).refusal?.subject).toBe('mine')
    expect(editing(source, target, reference, keyedBySigma(1)).refusal).toBe(undefined)
    const abort = new AbortController()
    const aborting: Denoiser = (x, ...rest) => {
      abort.abort(new Error('stopped'))
      return source(x, ...rest)
    }
    const never: Denoiser = () => Promise.reject(new Error('called'))
    const denoiser = editing(aborting, never, reference, keyedBySigma(1))
    await expect(denoiser(constant(shape, 0), 2, abort.signal)).rejects.toThrow('stopped')
  })

  it('keeps what both sides share where its noise is of each level, and less of it with one latent for all', async () => {
    // Sixteen melodies, each of which sounds in its own way in the colour of the target.
    const wide = [1, 8, 8] as const
    const drawn = (lane: string, count: number): Latent =>
      testNoise(5)({ lane, at: { index: 0, of: 1, from: 1, to: 0 }, shape: [count, 8, 8] })
    const melodies = drawn('melodies', 16)
    const colour = drawn('colour', 1)
    const everywhere = { shape: melodies.shape, data: melodies.data.slice().map((_, i) => colour.data[i % 64]!) } // of 64 elements
    const coloured = combine([1, melodies], [0.6, everywhere], [0.5, drawn('own', 16)])
    const [source, target] = [melodies, coloured].map((means) =>
      mixtureDenoiser({ means, weights: Array.from({ length: 16 }, () => 1 / 16), deviation: 0.3 }),
    )
    const item = (means: Latent, i: number): Latent => ({ shape: wide, data: means.data.slice(64 * i, 64 * (i + 1)) })
    const levels = [20, 12, 7, 4, 2.4, 1.4, 0.8, 0.5, 0.3, 0.2, 0.1, 0]
    const kept = async (noise: (seed: number) => ReturnType<typeof keyedBySigma>): Promise<number> => {
      let count = 0
      for (let i = 0; i < 16; i++) {
        const x0 = item(melodies, i)
        const denoiser = editing(source!, target!, x0, noise(i)) // of two mixtures
        const { x } = orThrow(
          await run(edit(plan({ step: euler(), schedule: levels, shape: wide })), { denoiser, noise: testNoise(1) })(),
        )
        const made = applyEdit(x0, x)
        const far = Array.from(
          { length: 16 },
          (_, k) => [...item(coloured, k).data].reduce((sum, one, n) => sum + (one - made.data[n]!) ** 2, 0), // 64 of both
        )
        if (far.indexOf(Math.min(...far)) === i) count += 1
      }
      return count
    }
    const each = await kept(keyedBySigma)
    const one = await kept((seed) => (_, of) => keyedBySigma(seed)(1, of))
    expect(each).toBe(16)
    expect(one).toBeLessThan(each)
  })
})

describe('maskedDenoiser', () => {
  it('carries the refusal of its denoiser and of its mask', () => {
    const point = pointDenoiser(reference)
    expect(maskedDenoiser(point, constant(shape, 2)).refusal?.wrong).toBe('a value of 2')
    expect(maskedDenoiser(point, maskOf(shape, [], 1)).refusal?.wrong).toBe('no region')
    const refused = maskedDenoiser(maskedDenoiser(point, constant(shape, NaN)), constant(shape, 1))
    expect(refused.refusal?.wrong).toBe('a value of NaN')
    expect(maskedDenoiser(point, constant(shape, 0.5)).refusal).toBe(undefined)
  })

  it('masks the unconditional estimate too, and hands on the state', async () => {
    const slot = { owner: 'mine', state: 1 }
    const denoiser: Denoiser = async () => ({ ...reference, unconditional: constant(shape, 2), slot })
    const mask = maskOfRanges(shape, [{ start: 1, end: 3 }])
    const answer = await maskedDenoiser(denoiser, mask)(reference, 1, signal)
    expect([...answer.data]).toEqual([0, -1, 2, 0, 0, 1, -2, 0])
    expect([...(answer.unconditional?.data ?? [])]).toEqual([0, 2, 2, 0, 0, 2, 2, 0])
    expect(answer.slot).toBe(slot)
  })
})

describe('applyEdit', () => {
  it('adds, and where nothing changes gives the reference, 0 of either sign too', () => {
    const delta = orThrow(latent(shape, [1, 0, -0, 0, -0, 0.5, 0, 0]))
    expect([...applyEdit(reference, delta).data]).toEqual([1.5, -1, 2, -0, 0, 1.5, -2, 3])
  })
})

describe('denoiserUntil', () => {
  it('is the first above the level, at it and below the other, bit for bit, and asks one', () =>
    fc.assert(
      fc.asyncProperty(
        models,
        models,
        latents(shape, 20),
        fc.integer({ min: 2, max: 40 }),
        fc.constantFrom(-1, 0, 1),
        async (one, other, x, until, above) => {
          const sigma = until + above
          const asked: string[] = []
          const watched =
            (name: string, of: Denoiser): Denoiser =>
            (...call) => {
              asked.push(name)
              return of(...call)
            }
          const [first, then] = [denoiserOf(one, shape), denoiserOf(other, shape)]
          const answer = await denoiserUntil(watched('first', first), until, watched('then', then))(x, sigma, signal)
          expect(asked).toEqual([sigma > until ? 'first' : 'then'])
          mustHaveSameBits('the answer', answer, await (sigma > until ? first : then)(x, sigma, signal))
        },
      ),
      { numRuns: 20 },
    ))

  it('hands on what guidance is told, and is refused with its parts', async () => {
    const denoiser = denoiserUntil(momentum(1, 3), 4, momentum(2, 3))
    const first = await denoiser(reference, 8, signal, { slot: null, unconditional: false })
    const then = await denoiser(reference, 2, signal, { slot: first.slot ?? null, unconditional: false })
    expect(then.slot?.state).toMatchObject({ age: 1 })
    expect(denoiserUntil(momentum(1, 3), 0, momentum(2, 3)).refusal?.wrong).toBe('at sigma 0')
    expect(denoiserUntil(momentum(1, NaN), 4, momentum(2, 3)).refusal?.subject).toBe('guidance')
    expect(denoiserUntil(momentum(1, 3), 4, momentum(2, NaN)).refusal?.subject).toBe('guidance')
  })
})

it('an ancestral sampler without its noise edits as Euler does', async () => {
  const denoiser = editing(...sides([1, 2]), reference, keyedBySigma(3))
  const of = async (step: ReturnType<typeof euler>) =>
    orThrow(await run(edit(plan({ step, schedule: sigmas, shape })), { denoiser, noise: testNoise(1) })()).x
  mustHaveSameBits('the edits', await of(eulerAncestral({ eta: 0 })), await of(euler()))
})
