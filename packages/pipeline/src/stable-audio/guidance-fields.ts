import { either as E } from 'fp-ts'
import { type RenderError, refuseRecipe } from '../errors.js'
import { branchesOf } from '../recipe/branches.js'
import type { GuidanceName } from '../recipe/names.js'
import type { Recipe, RecipeFields } from '../recipe/recipe.js'
import { field, words } from '../words.js'

/** The scale under CFG++ where nothing is said: its authors (CFGpp-diffusion/CFGpp) take it where they take 7.5 without. */
export const usualCfgppScale = 0.6

/** What a recipe says of guidance. */
export type GuidanceFields = Pick<
  Recipe,
  | 'cfg'
  | 'cfgRescale'
  | 'cfgInterval'
  | 'negative'
  | 'guidance'
  | 'cfgPp'
  | 'cfgRefresh'
  | 'apgParallel'
  | 'apgThreshold'
  | 'apgMomentum'
  | 'fdgSlow'
  | 'stillAbove'
>

/** The fields that only one way of guidance has. */
const fieldsOfOneWay = [
  ['apgParallel', 'apg'],
  ['apgThreshold', 'apg'],
  ['apgMomentum', 'apg'],
  ['fdgSlow', 'fdg'],
  ['stillAbove', 'zero-star'],
] as const satisfies readonly (readonly [keyof GuidanceFields, GuidanceName])[]

/** Those of the way that is taken, in full. */
const ownFields = ({
  guidance,
  apgParallel,
  apgThreshold,
  apgMomentum,
  fdgSlow,
  stillAbove,
}: GuidanceFields): RecipeFields => {
  switch (guidance) {
    case 'apg':
      return { apgParallel: apgParallel ?? 0, apgThreshold: apgThreshold ?? null, apgMomentum: apgMomentum ?? 0 }
    case 'fdg':
      return { fdgSlow: fdgSlow ?? 0.5 }
    case 'zero-star':
      return { stillAbove: stillAbove ?? null }
    default:
      return {}
  }
}

/** What is without effect where the scale is 1, and only one branch is asked. */
const idleAtOne = (fields: GuidanceFields): keyof GuidanceFields | null => {
  const { negative, guidance = 'cfg', cfgRefresh = 1, cfgRescale = 0, cfgInterval = null } = fields
  if ((negative ?? '') !== '') return 'negative'
  if (guidance !== 'cfg') return 'guidance'
  if (cfgRefresh > 1) return 'cfgRefresh'
  if (cfgRescale !== 0) return 'cfgRescale'
  return cfgInterval === null || (cfgInterval[0] === 0 && cfgInterval[1] === 1) ? null : 'cfgInterval'
}

/** What of the fields of guidance goes together. Refused: those of another way, and what would have no effect. */
export const checkGuidanceFields = (fields: GuidanceFields): E.Either<RenderError, void> => {
  const { cfg = 1, guidance = 'cfg', negative } = fields
  const stray = fieldsOfOneWay.find(([name, way]) => (fields[name] ?? null) !== null && way !== guidance)
  if (stray !== undefined)
    return refuseRecipe(
      stray[0],
      words`${field(stray[0])} is for ${field('guidance')} ${stray[1]}`,
      words`give ${field('guidance')} ${stray[1]}, or leave it out`,
    )
  if (guidance === 'perp-neg' && (negative ?? '') === '')
    return refuseRecipe(
      'guidance',
      words`${field('guidance')} perp-neg needs a negative prompt`,
      words`give ${field('negative')}`,
    )
  const idle = branchesOf(fields) === 1 ? idleAtOne(fields) : null
  return idle === null
    ? E.right(undefined)
    : refuseRecipe(
        idle,
        words`${field(idle)}: ${field('cfg')} ${String(cfg)} is without guidance, so it has no effect`,
        words`leave it out, or give ${field('cfg')} above 1`,
      )
}

/** The fields of guidance that a result says, where they are not the ordinary ones; `usual` is the way of its profile. */
export const guidanceFieldsOf = (fields: GuidanceFields, usual: 'cfg' | 'apg' = 'cfg'): RecipeFields => {
  const { cfgPp = false, cfgRefresh = 1 } = fields
  // where nothing leads away from anything there is no way to say; CFG++ is another answer to what the usual way is for
  const open = branchesOf(fields) === 1 || cfgPp ? 'cfg' : usual
  const { guidance = open } = fields
  return {
    ...(guidance === 'cfg' && open === 'cfg' ? {} : { guidance, ...ownFields({ ...fields, guidance }) }),
    ...(cfgPp ? { cfgPp } : {}),
    ...(cfgRefresh === 1 ? {} : { cfgRefresh }),
  }
}
