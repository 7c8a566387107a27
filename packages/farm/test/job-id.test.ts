import { askedFields, inpaint, Recipe, recipeJson, taskFields, vary } from '@sigmastream/pipeline/recipe'
import fc from 'fast-check'
import { either as E } from 'fp-ts'
import type * as t from 'io-ts'
import { describe, expect, it } from 'vitest'
import { jobId } from '../src/job/job-id.js'
import { memoryClass } from '../src/job/memory-class.js'

const idOf = (recipe: Recipe): string => jobId(recipe, 'exemplar', null)
const hash = (digit: string): string => digit.repeat(64)
const filling: Recipe = {
  ...inpaint([{ from: 1, to: 2 }]),
  input: 'take.wav',
  inputHash: hash('a'),
  exemplars: ['other.wav'],
  exemplarHashes: [hash('b')],
  seed: 7,
  steps: 4,
}
const variation: Recipe = { ...filling, ...vary({ amount: 0.5 }) }

/** Values of every kind that a field may have: each field takes those that its codec does. */
const pool: readonly unknown[] = [
  true,
  false,
  1,
  2,
  0.25,
  0.75,
  'rain',
  'hail',
  [0.1, 0.5],
  [0.2, 0.5],
  [2, 3],
  [3, 2],
  [100, 3, 0],
  [50, 3, 0],
  [{ from: 3, to: 4 }],
  [{ from: 3, to: 5 }],
  '11@2',
  '12@2',
]
const valuesOf = (codec: t.Mixed): readonly unknown[] =>
  [...pool, ...codec.name.split(' | ')].filter((value) => E.isRight(codec.decode(value)))

const fields: readonly (readonly [string, t.Mixed])[] = Object.entries({ ...askedFields, ...taskFields })

describe('the id of a job', () => {
  it.each(fields)('another %s is another job', (name, codec) => {
    const values = valuesOf(codec)
    expect(values.length).toBeGreaterThan(1)
    const of = Object.hasOwn(recipeJson(filling), name) ? filling : variation
    const ids = values.map((value) => idOf({ ...of, [name]: value }))
    expect(new Set(ids).size).toBe(values.length)
  })

  it('is the same in any order of the fields, and whatever the files are called', () => {
    fc.assert(
      fc.property(
        fc.shuffledSubarray(Object.entries(filling), { minLength: Object.keys(filling).length }),
        fc.string(),
        fc.string(),
        (entries, input, exemplar) => {
          const shuffled: unknown = Object.fromEntries(entries)
          if (!Recipe.is(shuffled)) throw new Error('a field is gone')
          expect(idOf(shuffled)).toBe(idOf(filling))
          expect(idOf({ ...shuffled, input, exemplars: [exemplar] })).toBe(idOf(filling))
        },
      ),
      { numRuns: 20 },
    )
  })

  it('is another for other sounds, another model, and another engine', () => {
    const ids = [
      idOf(filling),
      idOf({ ...filling, inputHash: hash('c') }),
      idOf({ ...filling, exemplarHashes: [hash('c')] }),
      jobId(filling, hash('1'), '1.30.0'),
      jobId(filling, hash('2'), '1.30.0'),
      jobId(filling, hash('1'), '1.31.0'),
    ]
    expect(new Set(ids).size).toBe(ids.length)
  })
})

it('a class of memory holds what is in it, and is a power of two that is not twice as much', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2 ** 45 }), (bytes) => {
      const most = memoryClass(bytes)
      expect(most >= bytes && most < 2 * bytes).toBe(true)
      expect(Number.isInteger(Math.log2(most))).toBe(true)
    }),
    { numRuns: 50 },
  )
})
