import type { Scale, Step } from '@sigmastream/core'
import type { DenoiserRequest } from '@sigmastream/model-sao'
import {
  adaptiveProjection,
  frequencyDecoupled,
  type GuidanceRule,
  guidedDenoiser,
  isStateful,
  magnitudeAware,
  perpendicular,
  tangential,
  withCfgpp,
  withGuidanceState,
  zeroStar,
} from '@sigmastream/samplers'
import { either as E } from 'fp-ts'
import { type RenderError, refuseRecipe } from '../errors.js'
import { branchesOf } from '../recipe/branches.js'
import { scaleIn, scalePointsIn } from '../recipe/guidance-scale.js'
import type { GuidanceName } from '../recipe/names.js'
import type { Recipe, RecipeFields } from '../recipe/recipe.js'
import { field, words } from '../words.js'

/** The scale under CFG++ where nothing is said: its authors (CFGpp-diffusion/CFGpp) take it where they take 7.5 without. */
export const usualCfgppScale = 0.6

/** What a recipe says of guidance. */
export type GuidanceFields = Pick<
  Recipe,
  | 'cfg'
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

/** The rule of a way of guidance; none for the ordinary one, which the model computes itself. */
const ruleOf = (fields: GuidanceFields): GuidanceRule | null => {
  const {
    guidance = 'cfg',
    apgParallel = 0,
    apgThreshold = null,
    apgMomentum = 0,
    fdgSlow = 0.5,
    stillAbove = null,
  } = fields
  const rules: Readonly<Record<GuidanceName, () => GuidanceRule | null>> = {
    cfg: () => null,
    apg: () =>
      adaptiveProjection({
        parallel: apgParallel,
        momentum: apgMomentum,
        ...(apgThreshold === null ? {} : { threshold: apgThreshold }),
      }),
    'zero-star': () => zeroStar(stillAbove === null ? {} : { stillAbove }),
    tcfg: tangential,
    'magnitude-aware': () => magnitudeAware(),
    fdg: () => frequencyDecoupled({ slow: fdgSlow }),
    'perp-neg': () => perpendicular(),
  }
  return rules[guidance]()
}

/** The scale as guidance takes it: a number, a function of sigma, or the curve at the middle of each latent frame. */
export const scaleOf = (cfg: number | string, frames: number, frameRate: number): Scale => {
  if (typeof cfg === 'number') return cfg
  const points = scalePointsIn(cfg) ?? { by: 'second', points: [] } // the recipe was decoded, so they are points
  return points.by === 'sigma'
    ? (sigma) => scaleIn(points, sigma)
    : Float32Array.from({ length: frames }, (_, frame) => scaleIn(points, (frame + 0.5) / frameRate))
}

/** The step as it is run under the guidance of a recipe. */
export const stepUnder =
  (fields: GuidanceFields) =>
  (step: Step): Step => {
    const { cfgPp = false, cfgRefresh: refresh = 1 } = fields
    const rule = ruleOf(fields)
    const switched = cfgPp ? withCfgpp(step) : step
    return isStateful({ refresh, ...(rule === null ? {} : { rule }) }) ? withGuidanceState(switched) : switched
  }

/** Guidance outside of the model's own graph, where a recipe asks for what the graph has not. */
export const throughOf = (
  fields: GuidanceFields,
  guidance: DenoiserRequest['guidance'],
): Pick<DenoiserRequest, 'through'> => {
  const { cfgPp = false, cfgRefresh: refresh = 1 } = fields
  const rule = ruleOf(fields)
  if (rule === null && !cfgPp && refresh === 1) return {}
  const branches = { toward: 'toward', away: 'away', neutral: 'neutral' } as const
  return {
    through: (model, output) =>
      guidedDenoiser(model, { ...guidance, ...branches, refresh, output, ...(rule === null ? {} : { rule }) }),
  }
}

/** What is without effect where the scale is 1, and only one branch is asked. */
const idleAtOne = ({ negative, guidance = 'cfg', cfgRefresh = 1 }: GuidanceFields): keyof GuidanceFields | null =>
  (negative ?? '') !== '' ? 'negative' : guidance !== 'cfg' ? 'guidance' : cfgRefresh > 1 ? 'cfgRefresh' : null

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
      words`${field('guidance')} perp-neg leads away from a negative prompt`,
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

/** The fields of guidance that a result says, where they are not the ordinary ones. */
export const guidanceFieldsOf = (fields: GuidanceFields): RecipeFields => {
  const { guidance = 'cfg', cfgPp = false, cfgRefresh = 1 } = fields
  return {
    ...(guidance === 'cfg' ? {} : { guidance, ...ownFields(fields) }),
    ...(cfgPp ? { cfgPp } : {}),
    ...(cfgRefresh === 1 ? {} : { cfgRefresh }),
  }
}
