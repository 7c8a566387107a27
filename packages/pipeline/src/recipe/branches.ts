import { scalesIn } from './guidance-scale.js'
import type { Recipe } from './recipe.js'

/** Whether the scale is 1 wherever it is looked at. */
const isOne = (cfg: number | string): boolean => scalesIn(cfg).every((scale) => scale === 1)

/** How many branches the model is asked for in a call, at most. */
export const branchesOf = ({
  cfg = 1,
  guidance = 'cfg',
  cfgPp = false,
}: Pick<Recipe, 'cfg' | 'guidance' | 'cfgPp'>): 1 | 2 | 3 =>
  guidance === 'perp-neg' ? 3 : isOne(cfg) && !cfgPp ? 1 : 2
