import type { Render, Sound } from '@sigmastream/server/api'
import type { RecipeJson } from '../api/api.js'
import { embeddedModel, type Request, usualRequest } from './request.js'

/** A recipe, as renders and files say it. */
export type Recipe = Render['recipe']

const taskOf = ({ task, knobs, regions, before, fromPrompt, style }: Request): RecipeJson => {
  const knob = knobs[task]
  switch (task) {
    case 'inpaint':
      return {
        command: task,
        regions,
        feather: 0,
        paintStart: null,
        paintEnd: null,
        ...(knob < 1 ? { paintAmount: knob } : {}),
      }
    case 'vary':
      return { command: task, amount: knob }
    case 'restyle':
      return {
        command: task,
        strength: knob,
        ...(style.length === 0
          ? {}
          : { exemplars: style.map(({ name }) => name), exemplarHashes: style.map(({ id }) => id) }),
      }
    case 'edit':
      return { command: task, strength: knob, regions, feather: 0, fromPrompt, fromCfg: null }
    case 'extend':
      return { command: task, before, after: knob }
    case 'loop':
      return { command: task, seam: knob }
    case 'generate':
      return { command: task, seconds: knob }
  }
}

/** The recipe of what is asked for of a sound: what nobody has said is left to the model, and the seed to the server. */
export const recipeOf = (request: Request, sound: Sound | null): RecipeJson => {
  const { task, model, prompt, negative, more } = request
  const readsText = model !== embeddedModel
  return {
    ...taskOf(request),
    model,
    ...(task === 'generate' || sound === null ? {} : { input: sound.name, inputHash: sound.id }),
    ...(readsText && prompt.trim() !== '' ? { prompt } : {}),
    ...(readsText && negative.trim() !== '' ? { negative } : {}),
    ...more,
  }
}

/** Fields that a person says elsewhere than in the fold, or that no person says. */
const saidElsewhere: ReadonlySet<string> = new Set([
  'command',
  'regions',
  'input',
  'inputHash',
  'exemplars',
  'exemplarHashes',
  'model',
  'prompt',
  'negative',
  'fromPrompt',
  'before',
  'after',
  'batch',
  'bits',
  'memory',
  'startScale',
  'item',
  'earlier',
])

const knobFields: Readonly<Record<Request['task'], string>> = {
  inpaint: 'paintAmount',
  vary: 'amount',
  restyle: 'strength',
  edit: 'strength',
  extend: 'after',
  loop: 'seam',
  generate: 'seconds',
}

/** The field of a recipe that the knob of a task turns. */
export const knobField = (task: Request['task']): string => knobFields[task]

/** Whether a field of a recipe stands in the fold for a task: neither the knob's, nor one that is said elsewhere. */
export const standsInFold = (task: Request['task'], name: string): boolean =>
  !saidElsewhere.has(name) && name !== knobFields[task]

/** What a recipe has to say even where a person said nothing of it. */
const isUnsaid = (name: string, value: unknown): boolean =>
  value === null || value === undefined || (name === 'feather' && value === 0)

const moreOf = (recipe: Recipe): RecipeJson =>
  Object.fromEntries(
    Object.entries(recipe).filter(
      ([name, value]) => (name === 'earlier' || standsInFold(recipe.command, name)) && !isUnsaid(name, value),
    ),
  )

/** What is asked for by a recipe: what `recipeOf` makes the same recipe of. */
export const requestOf = (recipe: Recipe): Request => {
  const { command: task, exemplars = [], exemplarHashes = [] } = recipe
  const fields: RecipeJson = recipe
  const knob = fields[knobFields[task]]
  return {
    ...usualRequest,
    task,
    regions: recipe.command === 'inpaint' || recipe.command === 'edit' ? recipe.regions : [],
    knobs: { ...usualRequest.knobs, ...(typeof knob === 'number' ? { [task]: knob } : {}) },
    before: recipe.command === 'extend' ? recipe.before : 0,
    prompt: recipe.prompt ?? '',
    negative: recipe.negative ?? '',
    fromPrompt: recipe.command === 'edit' ? recipe.fromPrompt : '',
    style: exemplars.flatMap((name, i) => {
      const id = exemplarHashes[i]
      return id === null || id === undefined ? [] : [{ id, name }]
    }),
    model: recipe.model ?? embeddedModel,
    more: moreOf(recipe),
  }
}

/** A recipe with another seed, or with none, which the server then chooses. */
export const withSeed = (recipe: RecipeJson, seed: number | null): RecipeJson => {
  const { seed: _, forks: __, ...others } = recipe
  return seed === null ? others : { ...others, seed }
}

/** A sampler that draws noise on its way, and is good with few steps. */
const noisySampler = 'dpmpp-2m-sde'

/** Tasks that draw noise in each step whatever samples them: for what is around the parts that they make. */
const drawsAlways: ReadonlySet<Request['task']> = new Set<Request['task']>(['inpaint', 'extend', 'loop'])

/**
 * The sampler that a fork by another seed needs; `null` where its own will do. Where no noise is drawn any more, another
 * seed would make the same again.
 */
export const samplerToFork = (
  { recipe, whole }: Pick<Render, 'recipe' | 'whole'>,
  noisy: readonly string[],
): typeof noisySampler | null => {
  const sampler = whole?.sampler ?? recipe.sampler
  const draws = drawsAlways.has(recipe.command) || (sampler !== undefined && noisy.includes(sampler))
  return draws ? null : noisySampler
}
