import type { Denoiser, FrameRange, Guidance, Scale, Step } from '@sigmastream/core'
import type { DenoiserRequest } from '@sigmastream/model-sao'
import {
  adaptiveProjection,
  type ConditionalDenoiser,
  frequencyDecoupled,
  type GuidanceRule,
  guidedDenoiser,
  isStateful,
  magnitudeAware,
  type OutputOf,
  perpendicular,
  tangential,
  withCfgpp,
  withGuidanceState,
  zeroStar,
} from '@sigmastream/samplers'
import { frameValues } from '../recipe/frame-values.js'
import { scaleIn, scalePointsIn } from '../recipe/guidance-scale.js'
import type { GuidanceName } from '../recipe/names.js'
import type { GuidanceFields } from './guidance-fields.js'
import { ofValidFrames } from './valid-frames.js'

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

/**
 * Adaptive projection that counts valid frames alone, as stable-audio-3 does under a padding mask: what is kept of the
 * part along the estimate is all that reaches the others. Other rules take padding as they take sound.
 */
const withPadding = (
  rule: GuidanceRule | null,
  { guidance, apgParallel = 0 }: GuidanceFields,
  valid: number | null,
): GuidanceRule | null =>
  rule === null || valid === null || guidance !== 'apg' ? rule : ofValidFrames(rule, valid, apgParallel)

/** The scale as guidance takes it: a number, a function of sigma, or the curve at the middle of each frame of a window. */
export const scaleOf = (cfg: number | string, { start, end }: FrameRange, frameRate: number): Scale => {
  if (typeof cfg === 'number') return cfg
  const points = scalePointsIn(cfg) ?? { by: 'second', points: [] } // the recipe was decoded, so they are points
  return points.by === 'sigma'
    ? (sigma) => scaleIn(points, sigma)
    : Float32Array.from(frameValues(points, end, frameRate).slice(start))
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

/** The branches that a network can be asked under, by what guidance has them for. */
const branches = { toward: 'toward', away: 'away', neutral: 'neutral' } as const

/**
 * A model as the guidance of a recipe asks it; `output` is what the network itself answers. Of latents that end with
 * padding, the rule counts the first `valid` frames.
 */
export const guidedBy = (
  fields: GuidanceFields,
  guidance: Guidance,
  model: ConditionalDenoiser<keyof typeof branches>,
  output?: OutputOf,
  valid: number | null = null,
): Denoiser => {
  const rule = withPadding(ruleOf(fields), fields, valid)
  return guidedDenoiser(model, {
    ...guidance,
    ...branches,
    refresh: fields.cfgRefresh ?? 1,
    ...(output === undefined ? {} : { output }),
    ...(rule === null ? {} : { rule }),
  })
}

/** Guidance outside of the model's own graph, where a recipe asks for what the graph has not. */
export const throughOf = (
  fields: GuidanceFields,
  guidance: Guidance,
  valid: number | null = null,
): Pick<DenoiserRequest, 'through'> => {
  const { cfgPp = false, cfgRefresh: refresh = 1 } = fields
  return ruleOf(fields) === null && !cfgPp && refresh === 1
    ? {}
    : { through: (model, output) => guidedBy(fields, guidance, model, output, valid) }
}
