import { Render } from '@sigmastream/server/api'
import { either as E } from 'fp-ts'
import { describe, expect, it } from 'vitest'
import { missingFrom } from '../src/state/missing.js'
import { recipeOf, requestOf, samplerToFork, withSeed } from '../src/state/recipe.js'
import { forkStep, type Request, usualRequest, withoutFork, withTask } from '../src/state/request.js'
import { taskNames } from '../src/state/tasks.js'
import { hashOf, render, sound } from './things.js'

const text = { model: hashOf(9), prompt: 'rain', negative: 'hum' }
const requests: readonly Request[] = taskNames.map((task) => ({
  ...usualRequest,
  ...(task === 'edit' || task === 'generate' ? text : {}),
  task,
  regions: task === 'inpaint' || task === 'edit' ? [{ from: 1, to: 2 }] : [],
  knobs: { ...usualRequest.knobs, [task]: 0.75 },
  fromPrompt: task === 'edit' ? 'hail' : '',
  before: task === 'extend' ? 2 : 0,
  style: task === 'restyle' ? [{ id: hashOf(3), name: 'drums.wav' }] : [],
  more: { sampler: 'dpmpp-2m', steps: 12, seed: 5 },
}))

describe.each(requests)('$task', (request) => {
  it('is a recipe that the server takes, and comes back from it', () => {
    const decoded = Render.decode({ ...render, recipe: recipeOf(request, sound) })
    expect(E.map(requestOf)(E.map(({ recipe }: Render) => recipe)(decoded))).toEqual(E.right(request))
  })
})

const legs = [
  { until: 2, seed: 4 },
  { until: 5, seed: 6, sampler: 'euler' },
] as const

it.each(requests)('a fork, $task, is put back with what it was before, and made again as it is', (request) => {
  const forked = { ...request, more: { ...request.more, earlier: legs } }
  const decoded = Render.decode({ ...render, recipe: recipeOf(forked, sound) })
  const again = E.map(({ recipe }: Render) => recipeOf(requestOf(recipe), sound))(decoded)
  expect(again).toEqual(E.right(recipeOf(forked, sound)))
  expect(E.map(forkStep)(E.map(({ recipe }: Render) => requestOf(recipe))(decoded))).toEqual(E.right(5))
})

it('what a fork was before is let go of with another task, and where a person says so', () => {
  const forked = { ...usualRequest, more: { steps: 12, earlier: legs } }
  expect(withoutFork(forked).more).toEqual({ steps: 12 })
  expect(withTask(forked, 'vary')).toEqual({ ...usualRequest, task: 'vary', more: { steps: 12 } })
  expect(withTask(forked, 'inpaint')).toEqual(forked)
  expect(forkStep(usualRequest)).toBe(null)
})

it('a model that reads no words is told none', () => {
  expect(recipeOf({ ...usualRequest, prompt: 'rain', negative: 'hum' }, sound)).not.toHaveProperty('prompt')
})

it('another seed takes the old one away, and the forks of its noise', () => {
  const recipe = { command: 'vary', seed: 1, forks: '2@3', steps: 4 }
  expect(withSeed(recipe, null)).toEqual({ command: 'vary', steps: 4 })
  expect(withSeed(recipe, 9)).toEqual({ command: 'vary', steps: 4, seed: 9 })
})

const reader = {
  id: hashOf(9),
  object: 'model' as const,
  created: 0,
  owned_by: 'someone',
  name: 'a model',
  text: true,
  fillsGaps: false,
  sampleRate: 44_100,
  seconds: 11,
}

it.each<readonly [string, Partial<Request>, typeof sound | null, RegExp]>([
  ['no sound', {}, null, /^Drop or record/],
  ['no part', {}, sound, /^Drag over the part/],
  ['a part', { regions: [{ from: 1, to: 2 }] }, sound, /^nothing$/],
  ['no words', { task: 'generate', model: reader.id }, null, /^Say in words what is to be heard/],
  ['nothing to change', { task: 'edit', model: reader.id, prompt: 'rain' }, sound, /^Say in words what is heard now/],
  ['a model without words', { task: 'generate', prompt: 'rain' }, null, /^Choose a model/],
  ['no way to go', { task: 'extend', knobs: { ...usualRequest.knobs, extend: 0 } }, sound, /^Drag past an end/],
  ['no style', { task: 'restyle' }, sound, /^Drop a second sound/],
])('what is missing where there is %s is said', (_, change, of, words) => {
  expect(missingFrom({ ...usualRequest, ...change }, of, [reader]) ?? 'nothing').toMatch(words)
})

it.each<readonly [string, Partial<Render>, string | null]>([
  ['a gap, which draws noise for what is around it', {}, null],
  ['a variation', { recipe: { command: 'vary' } }, 'dpmpp-2m-sde'],
  ['a variation by a sampler with noise', { recipe: { command: 'vary', sampler: 'euler-ancestral' } }, null],
  [
    'a variation whose sampler was left open',
    { recipe: { command: 'vary' }, whole: { command: 'vary', sampler: 'euler-ancestral' } },
    null,
  ],
])('a fork of %s is sampled by what draws noise', (_, change, sampler) => {
  expect(samplerToFork({ ...render, ...change }, ['euler-ancestral', 'dpmpp-2m-sde'])).toBe(sampler)
})
