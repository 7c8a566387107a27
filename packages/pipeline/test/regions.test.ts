import { expect, it } from 'vitest'
import { inpaint } from '../src/recipe/index.js'
import { wideRegions } from '../src/regions.js'

it('a region is wider than it was asked for by its feather, on both sides', () => {
  expect(wideRegions(inpaint([{ from: 1, to: 2 }], { feather: 0.25 }))).toEqual([{ from: 0.75, to: 2.25 }])
})
