import { constant, type Denoiser, type Guidance } from '@sigmastream/core'
import { type DenoiserRequest, type StableAudio, sigmasOfNoiseShares } from '@sigmastream/model-sao'
import { denoiserUntil, editing } from '@sigmastream/samplers'
import type { OpenModel } from '../model.js'
import { branchProbe } from './branch-probe.js'
import { scaleOf, throughOf } from './guidance.js'
import { targetTexts } from './prompts.js'
import type { StableAudioRecipe } from './recipe.js'
import type { StableAudioWork } from './work.js'

/** What of an open model is told by prompts: what is to be, and of an edit what is heard. */
export type Sides = Pick<OpenModel, 'denoiser' | 'source'>

/** How far the answers of a piece are guided, and where; by the scale of the recipe unless another is given. */
const guidanceOf = (
  { objective, geometry: { frameRate } }: StableAudio,
  { recipe: { cfg: usual, cfgRescale, cfgInterval }, work: { shape } }: StableAudioWork,
  cfg = usual,
): Guidance => ({
  scale: scaleOf(cfg, shape[2], frameRate),
  phi: cfgRescale,
  ...(cfgInterval === null
    ? {}
    : { within: sigmasOfNoiseShares(objective, { low: cfgInterval[0], high: cfgInterval[1] }) }),
})

/** The guidance of the side of what is heard. */
const sourceGuidance = (model: StableAudio, piece: StableAudioWork): Guidance =>
  guidanceOf(model, piece, piece.recipe.command === 'edit' ? (piece.recipe.fromCfg ?? undefined) : undefined)

/** What a model is asked for a piece: under what is to be, one prompt or two in turn, then under what is heard. */
export const requestsOf = (model: StableAudio, piece: StableAudioWork): readonly DenoiserRequest[] => {
  const { recipe, work } = piece
  const { negative } = recipe
  const about = (text: ReturnType<typeof targetTexts>[number], guidance: Guidance): DenoiserRequest => ({
    items: [{ ...text, secondsStart: 0, secondsTotal: work.seconds }],
    ...(negative === null ? {} : { negative: [negative] }),
    guidance,
    ...throughOf(recipe, guidance),
  })
  return [
    ...targetTexts(recipe).map((text) => about(text, guidanceOf(model, piece))),
    ...(recipe.command === 'edit' ? [about({ prompt: recipe.fromPrompt }, sourceGuidance(model, piece))] : []),
  ]
}

/** The sides of a piece, of the denoisers of its requests, in their order. Throws where there are none. */
export const sidesOf = ({ command, promptUntil }: StableAudioRecipe, denoisers: readonly Denoiser[]): Sides => {
  const targets = command === 'edit' ? denoisers.slice(0, -1) : denoisers
  const [first, then] = targets
  if (first === undefined) throw new Error('a piece has a denoiser for each of its prompts, and there is none')
  const denoiser = then === undefined || promptUntil === undefined ? first : denoiserUntil(first, promptUntil, then)
  const source = command === 'edit' ? denoisers.at(-1) : undefined
  return { denoiser, ...(source === undefined ? {} : { source }) }
}

/** A denoiser that tells which branches the model of a piece is asked for: on both sides, where there are two. */
export const probeOf =
  (model: StableAudio, piece: StableAudioWork) =>
  (tell: (branches: number) => void): Denoiser => {
    const { recipe } = piece
    const target = branchProbe(recipe, guidanceOf(model, piece))(tell)
    if (recipe.command !== 'edit') return target
    const source = branchProbe(recipe, sourceGuidance(model, piece))(tell)
    return (x, ...rest) => {
      const nothing = constant(x.shape, 0)
      return editing(source, target, nothing, () => nothing)(x, ...rest)
    }
  }
