import { PRECISIONS, profiles } from '@sigmastream/model-sao'
import { type Device, providers } from '@sigmastream/onnx'
import fc from 'fast-check'
import { either as E } from 'fp-ts'
import { describe, expect, it } from 'vitest'
import {
  decodeRecipe,
  extend,
  generate,
  inpaint,
  isEmbedded,
  noiseNames,
  type Recipe,
  recipeJson,
  restyle,
  vary,
} from '../src/index.js'
import {
  deviceNames,
  encodings,
  guidanceNames,
  inpaintMethods,
  precisions,
  profileNames,
  references,
  samplerNames,
  windowBlends,
} from '../src/recipe/names.js'
import { recipeOf } from '../src/recipe/recipe.js'
import { nearest } from '../src/recipe/suggestion.js'
import { taskFields } from '../src/recipe/task-fields.js'
import { scheduleNames } from '../src/schedule-names.js'

const keyOf = <K extends string>(names: Readonly<Record<K, unknown>>): fc.Arbitrary<K> =>
  fc.constantFrom(...Object.keys(names).filter((name): name is K => name in names))

const hash = fc.stringMatching(/^[0-9a-f]{64}$/)
const finite = fc.double({ noNaN: true, noDefaultInfinity: true })
const share = fc.double({ min: 0, max: 1, noNaN: true })
const above = fc.double({ min: 1e-6, max: 1e12, noNaN: true })
const whole = fc.nat()
const orNull = <A>(of: fc.Arbitrary<A>) => fc.option(of, { nil: null })

const task = fc.oneof(
  fc.constant(generate),
  fc.record({
    command: fc.constant('inpaint' as const),
    regions: fc.array(fc.record({ from: finite, to: finite })),
    feather: fc.double({ min: 0, max: 3600, noNaN: true }),
    paintStart: orNull(whole),
    paintEnd: orNull(whole),
  }),
  share.map(restyle),
  fc
    .record({
      method: keyOf(inpaintMethods),
      resample: fc.tuple(fc.integer({ min: 1, max: 100 }), fc.integer({ min: 1, max: 99 })),
    })
    .map((how) => inpaint([{ from: 1, to: 2 }], how)),
  above.map((noiseLevel) => vary({ noiseLevel })),
  share.map((amount) => vary({ amount })),
  fc.constant(vary()),
  fc.record({ before: fc.double({ min: 0, max: 3600, noNaN: true }), after: fc.constant(20) }).map(extend),
)

const fields = fc.record(
  {
    bits: fc.integer({ min: 1, max: 9 }),
    model: fc.oneof(hash, fc.constant('exemplar' as const)),
    input: orNull(fc.string()),
    inputHash: orNull(hash),
    exemplars: fc.array(fc.string()),
    exemplarHashes: fc.array(orNull(hash)),
    prompt: fc.string({ minLength: 1 }).filter((text) => text.trim() !== ''),
    negative: orNull(fc.string()),
    seconds: above,
    cfg: fc.oneof(finite, fc.constantFrom('7:500,2:1', '7@0,2@5.5', '-1@0')),
    cfgInterval: orNull(fc.tuple(share, share).map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const)),
    cfgRefresh: fc.integer({ min: 1, max: 9 }),
    cfgPp: fc.boolean(),
    guidance: keyOf(guidanceNames),
    apgParallel: share,
    apgThreshold: orNull(above),
    apgMomentum: fc.double({ min: -0.99, max: 0.99, noNaN: true }),
    fdgSlow: share,
    stillAbove: orNull(above),
    fullWindow: fc.boolean(),
    overlap: above,
    windowBlend: keyOf(windowBlends),
    profile: keyOf(profileNames),
    precision: keyOf(precisions),
    device: keyOf(deviceNames),
    reference: keyOf(references),
    windowLength: orNull(above),
    frameRate: orNull(above),
    seed: fc.maxSafeNat(),
    batch: fc.integer({ min: 1, max: 100 }),
    item: whole,
    sampler: keyOf(samplerNames),
    schedule: keyOf({ ...scheduleNames, list: null }),
    noise: keyOf(noiseNames),
    steps: fc.integer({ min: 1, max: 10_000 }),
    sigmaMin: orNull(above),
    sigmaMax: orNull(above),
    shift: above,
    sigmas: fc.array(fc.oneof(above, fc.constant(0)), { minLength: 1, maxLength: 9 }),
    reuse: above,
    encoding: orNull(keyOf(encodings)),
  },
  { requiredKeys: [] },
)

const recipes: fc.Arbitrary<Recipe> = fc.tuple(task, fields).map(([of, rest]) => ({ ...rest, ...of }))

describe('a recipe', () => {
  it('is what it was after it was written and read', () => {
    fc.assert(
      fc.property(recipes, (recipe) => {
        const read = recipeOf(JSON.parse(JSON.stringify(recipeJson(recipe))))
        // JSON has one zero.
        expect(read).toEqual(E.right(JSON.parse(JSON.stringify(recipe))))
      }),
    )
  })

  it('is one text, in whatever order its fields were said', () => {
    fc.assert(
      fc.property(recipes, (recipe) => {
        const turned = recipeOf(Object.fromEntries(Object.entries(recipe).toReversed()))
        expect(pipeJson(turned)).toBe(JSON.stringify(recipeJson(recipe)))
      }),
    )
  })

  it('keeps nothing that is no field of one', () => {
    expect(recipeOf({ ...restyle(0.5), temperature: 3, chain: 'denoise' })).toEqual(E.right(restyle(0.5)))
  })

  it('says projection where it was told project, whoever reads it', () => {
    const filled = inpaint([{ from: 1, to: 2 }], { method: 'projection' })
    expect(decodeRecipe({ ...filled, method: 'project' })).toEqual(E.right(filled))
    expect(taskFields.method.is('project')).toBe(false)
  })

  it.each<readonly [object, string, string]>([
    [{ ...restyle(0.5), steps: 0 }, 'steps', 'a whole number from 1 to 10000'],
    [{ ...restyle(0.5), steps: '40' }, 'steps', 'a whole number from 1 to 10000'],
    [{ ...restyle(2) }, 'strength', 'a number from 0 to 1'],
    [{ ...vary({ noiseLevel: 0 }) }, 'noiseLevel', 'a sigma above 0'],
    [{ ...generate, sampler: 'eular' }, 'sampler', 'euler, or another of'],
    [{ ...generate, sampler: { toString: '' } }, 'sampler', 'one of '],
    [{ ...generate, cfgInterval: [0.8, 0.2] }, 'cfgInterval', 'the lower first'],
    [{ ...generate, cfgInterval: [0.8, 1.2] }, 'cfgInterval', 'two numbers from 0 to 1'],
    [{ ...vary({ amount: 2 }) }, 'amount', 'a number from 0 to 1'],
    [{ ...inpaint([{ from: 1, to: 2 }]), paintEnd: -1 }, 'paintEnd', 'a whole number from 0'],
    [{ ...generate, model: 'mine' }, 'model', 'a SHA-256'],
    [{ ...generate, sigmas: [] }, 'sigmas', '10001 sigmas or fewer that fall, such as 500,100,20,3,0'],
    [{ ...generate, sigmas: [3, -1] }, 'sigmas', 'sigmas from 0 to 1e12 (-1 is below 0), such as 500,100,20,3,0'],
    [{ ...generate, sigmas: [1e13, 1] }, 'sigmas', 'sigmas from 0 to 1e12 (10000000000000 is above it)'],
    [{ ...generate, sigmas: 3 }, 'sigmas', 'or fewer that fall'],
  ])('%j is refused by its field', (json, field, right) => {
    expect(decodeRecipe(json)).toMatchObject({ left: { field, right: expect.stringContaining(right) } })
  })

  it('of 0.1.0 is one', () => {
    const old = {
      sigmastream: '0.1.0',
      command: 'inpaint',
      input: 'tabla.flac',
      exemplars: [],
      windowLength: null,
      regions: [{ from: 3, to: 4 }],
      feather: 0,
      paintStart: null,
      paintEnd: null,
      seed: 7,
      noise: 'keyed',
      sampler: 'euler',
      chain: 'denoise > eulerUpdate > noiseReference > maskProject',
      schedule: 'polyexponential',
      steps: 4,
      sigmaMin: 7.497331203553685,
      sigmaMax: 149.9466240710737,
      shape: [1, 512, 691],
      frameRate: 86.1328125,
      encoding: 'pcm16',
    }
    const read = decodeRecipe(old)
    expect(read).toMatchObject({ right: { command: 'inpaint', seed: 7, sampler: 'euler', exemplars: [] } })
    expect(E.isRight(read) && isEmbedded(read.right) && read.right.bits === undefined).toBe(true)
  })
})

const pipeJson = (read: ReturnType<typeof recipeOf>): string =>
  E.isRight(read) ? JSON.stringify(recipeJson(read.right)) : 'no recipe'

describe('the names in a recipe', () => {
  it.each([
    ['foo', undefined],
    ['lm', 'lms'],
    ['eular', 'euler'],
    ['heum', 'heun'],
    ['dpm++_2m', 'dpmpp-2m'],
    ['lsd', undefined],
  ])('%s is taken for %s: the shorter a name, the nearer it must be', (typed, meant) => {
    expect(nearest(typed, Object.keys(samplerNames))).toBe(meant)
  })

  it('are those of Stable Audio Open and of its engine, in their order', () => {
    expect(Object.keys(precisions)).toEqual([...PRECISIONS])
    expect(Object.keys(profileNames)).toEqual(Object.keys(profiles))
    expect(Object.keys(deviceNames).filter((name): name is Device => name !== 'auto')).toEqual(Object.keys(providers))
  })
})
