import * as t from 'io-ts'
import { describe, expect, it } from 'vitest'
import { windowSeconds } from '../src/exemplar/patch-size.js'
import { conventions } from '../src/exemplar/piece-of.js'
import { usualPart } from '../src/noise-choice.js'
import { recipeFields } from '../src/recipe/fields.js'
import { askedFields, type DefaultSource, fieldWords, helpText, keywordsIn, withKeywords } from '../src/recipe/index.js'
import { taskFields } from '../src/recipe/task-fields.js'
import { usualAmount } from '../src/variation.js'
import { field, words } from '../src/words.js'

describe('the words about a field', () => {
  it('are about fields that there are, and about each of them', () => {
    const fields = [...Object.keys({ ...recipeFields, ...taskFields }), 'from', 'to', 'until']
    expect(Object.keys(fieldWords).toSorted()).toEqual(fields.toSorted())
  })

  it('say the defaults that runs have', () => {
    const { sampler, schedule, steps } = conventions
    expect(fieldWords).toMatchObject({
      sampler: { default: sampler },
      schedule: { default: schedule },
      steps: { default: steps },
      windowLength: { default: windowSeconds },
      by: { default: usualPart },
      amount: { default: usualAmount },
    })
  })

  it('are carried by its codec', () => {
    expect(keywordsIn(askedFields.steps)).toMatchObject({ title: 'Steps', default: 40, minimum: 1, maximum: 10_000 })
  })
})

describe('help', () => {
  const about = { title: 'Steps', about: words`how many, unlike ${field('sigmas')}`, examples: [1] } as const
  const cases: readonly (readonly [object, DefaultSource, string])[] = [
    [{}, 'either', ''],
    [{ default: 40 }, 'either', ' (default: 40)'],
    [{ default: [0, 1] }, 'either', ' (default: 0,1)'],
    [{ default: 40 }, 'unsaid', ''],
    [{ default: 40, usual: words`as ${field('seed')} says` }, 'either', ' (default: as --seed says)'],
    [{ default: 40, profiled: true }, 'either', " (default: 40; with --model the profile's)"],
    [{ default: 40, profiled: true }, 'checkpoint', " (default: the profile's)"],
  ]

  it.each(cases)('of %j, asked of %s', (more, asked, usual) => {
    expect(helpText({ ...about, ...more }, (name) => `--${name}`, asked)).toBe(`how many, unlike --sigmas${usual}`)
  })
})

it('a codec that carries more is another, which accepts the same', () => {
  const once = withKeywords(t.type({ a: t.number }), { title: 'one' })
  const twice = withKeywords(once, { description: 'two' })
  expect([keywordsIn(once), keywordsIn(twice)]).toEqual([{ title: 'one' }, { title: 'one', description: 'two' }])
  expect(keywordsIn(t.number)).toBeUndefined()
  expect([{ a: 1 }, { a: '1' }, null].map(twice.is)).toEqual([true, false, false])
  expect(twice.props).toEqual(once.props)
})
