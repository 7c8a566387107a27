import { either as E } from 'fp-ts'
import { describe, expect, it } from 'vitest'
import { AskedRecipe, Recipe, wholeRecipe } from '../src/recipe/index.js'

const regions = [{ from: 0.1, to: 0.2 }]

/** Recipes as they are written, and what their tasks say once they are whole. */
const recipes: readonly (readonly [object, object])[] = [
  [{ command: 'generate', steps: 4 }, {}],
  [
    { command: 'inpaint', regions, paintAmount: 0.5 },
    { feather: 0, paintStart: null, paintEnd: null },
  ],
  [
    { command: 'inpaint', regions, feather: 0.02, paintEnd: 3 },
    { feather: 0.02, paintStart: null, paintEnd: 3 },
  ],
  [{ command: 'loop', seam: 0.5 }, {}],
  [{ command: 'restyle', strength: 0.4 }, {}],
  [{ command: 'vary' }, {}],
  [
    { command: 'edit', fromPrompt: 'rain', prompt: 'hail' },
    { strength: 0.5, regions: [], feather: 0, fromCfg: null },
  ],
  [
    { command: 'edit', fromPrompt: 'rain', strength: 0.7, regions, invert: true },
    { strength: 0.7, regions, feather: 0, fromCfg: null },
  ],
  [
    { command: 'extend', after: 2 },
    { before: 0, after: 2 },
  ],
]

describe('a recipe as a person writes it', () => {
  it.each(recipes)('%j says all that its task has to say once it is whole', (written, usual) => {
    const asked = AskedRecipe.decode(written)
    expect(E.isRight(asked) && wholeRecipe(asked.right)).toEqual({ ...written, ...usual })
    expect(E.isRight(asked) && Recipe.is(wholeRecipe(asked.right))).toBe(true)
  })

  it.each([
    { command: 'inpaint' },
    { command: 'restyle' },
    { command: 'edit' },
    { command: 'inpaint', regions, feather: -1 },
    { regions },
  ])('%j says too little, or what cannot be', (written) => expect(E.isLeft(AskedRecipe.decode(written))).toBe(true))
})
