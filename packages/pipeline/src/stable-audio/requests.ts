import { constant, type Denoiser, type FrameRange, type Guidance, type Latent } from '@sigmastream/core'
import { type DenoiserRequest, profiles, type StableAudio, sigmasOfNoiseShares } from '@sigmastream/model-sao'
import { denoiserUntil, editing, framesIn, windowedDenoiser } from '@sigmastream/samplers'
import type { OpenModel } from '../model.js'
import { branchProbe } from './branch-probe.js'
import { scaleOf, throughOf } from './guidance.js'
import { heardNegative, targetTexts } from './prompts.js'
import { blends, usualBlend } from './windows.js'
import type { StableAudioWork, Work } from './work.js'

/** What of an open model is told by prompts: what is to be, and of an edit what is heard. */
export type Sides = Pick<OpenModel, 'denoiser' | 'source'>

/** How far the answers of a piece are guided in a window, and where; by the scale of the recipe unless another is given. */
const guidanceOf = (
  { objective, geometry: { frameRate } }: StableAudio,
  { recipe: { cfg: usual, cfgRescale, cfgInterval } }: StableAudioWork,
  window: FrameRange,
  cfg = usual,
): Guidance => ({
  scale: scaleOf(cfg, window, frameRate),
  phi: cfgRescale,
  ...(cfgInterval === null
    ? {}
    : { within: sigmasOfNoiseShares(objective, { low: cfgInterval[0], high: cfgInterval[1] }) }),
})

/** The guidance of the side of what is heard. */
const sourceGuidance = (model: StableAudio, piece: StableAudioWork, window: FrameRange): Guidance =>
  guidanceOf(model, piece, window, piece.recipe.command === 'edit' ? (piece.recipe.fromCfg ?? undefined) : undefined)

/** All of a piece, as one window. */
const wholeOf = ({ work: { shape } }: StableAudioWork): FrameRange => ({ start: 0, end: shape[2] })

/** What of a window is there already, where the model is told. */
const givenIn = ({ mask }: Work, window: FrameRange, reference: Latent | null): Pick<DenoiserRequest, 'given'> =>
  mask === null || reference === null
    ? {}
    : { given: { mask: framesIn(mask, window), source: framesIn(reference, window) } }

/**
 * How many seconds a model is told of. One that hears where in a whole its window begins is told of the whole. Stable
 * Audio 3 does not hear that: told of the whole it would end a window as if all of it were there, so it is told of what it
 * makes, as stable-audio-3 has it (`model.py`, `generate`: `seconds_total`).
 */
const secondsTold = (
  { geometry: { frameRate }, traits: { family } }: StableAudio,
  { seconds, ownSeconds, layout }: Work,
  { start, end }: FrameRange,
): number => {
  if (family !== 'stable-audio-3') return seconds
  return layout === null ? ownSeconds : (end - start) / frameRate
}

/**
 * What a model is asked for a window: under what is to be, one prompt or two in turn, then under what is heard. It is
 * told where in the whole the window begins, in whole seconds, as the model was trained on parts of recordings
 * (stable-audio-tools `data/utils.py`, `PadCrop_Normalized_T`).
 */
const requestsIn = (
  model: StableAudio,
  piece: StableAudioWork,
  window: FrameRange,
  reference: Latent | null,
): readonly DenoiserRequest[] => {
  const { recipe, work } = piece
  const negative = heardNegative(recipe)
  const { negativePadding, emptyLocal } = profiles[recipe.profile]
  const secondsStart = Math.floor(work.from + window.start / model.geometry.frameRate)
  const secondsTotal = secondsTold(model, work, window)
  const about = (text: ReturnType<typeof targetTexts>[number], guidance: Guidance): DenoiserRequest => ({
    items: [{ ...text, secondsStart, secondsTotal }],
    ...(negative === null ? {} : { negative: [negative], negativePadding }),
    emptyLocal,
    guidance,
    ...(work.length.valid === null ? {} : { padding: { valid: [work.length.valid], keys: 'counted' } }),
    ...throughOf(recipe, guidance, work.length.valid),
    ...givenIn(work, window, reference),
  })
  return [
    ...targetTexts(recipe).map((text) => about(text, guidanceOf(model, piece, window))),
    ...(recipe.command === 'edit' ? [about({ prompt: recipe.fromPrompt }, sourceGuidance(model, piece, window))] : []),
  ]
}

/** What a model is asked for a piece, whose reference is known: for one window after the other. */
export const requestsOf = (
  model: StableAudio,
  piece: StableAudioWork,
  reference: Latent | null,
): readonly DenoiserRequest[] =>
  (piece.work.layout?.windows ?? [wholeOf(piece)]).flatMap((window) => requestsIn(model, piece, window, reference))

/** The denoisers of all of a piece, from those of its windows. */
const joinWindows = (
  { work: { layout }, recipe: { windowBlend = usualBlend } }: StableAudioWork,
  denoisers: readonly Denoiser[],
): readonly Denoiser[] => {
  if (layout === null) return denoisers
  const count = denoisers.length / layout.windows.length
  return Array.from({ length: count }, (_, which) =>
    windowedDenoiser(
      denoisers.filter((__, i) => i % count === which),
      layout,
      blends[windowBlend],
    ),
  )
}

/** The sides of a piece, of the denoisers of its requests, in their order. Throws where there are none. */
export const sidesOf = (piece: StableAudioWork, denoisers: readonly Denoiser[]): Sides => {
  const { command, promptUntil } = piece.recipe
  const all = joinWindows(piece, denoisers)
  const targets = command === 'edit' ? all.slice(0, -1) : all
  const [first, then] = targets
  if (first === undefined) throw new Error('a piece has a denoiser for each of its prompts, and there is none')
  const denoiser = then === undefined || promptUntil === undefined ? first : denoiserUntil(first, promptUntil, then)
  const source = command === 'edit' ? all.at(-1) : undefined
  return { denoiser, ...(source === undefined ? {} : { source }) }
}

/** A denoiser that tells which branches the model of a piece is asked for: on both sides, where there are two. */
export const probeOf =
  (model: StableAudio, piece: StableAudioWork) =>
  (tell: (branches: number) => void): Denoiser => {
    const { recipe } = piece
    const target = branchProbe(recipe, guidanceOf(model, piece, wholeOf(piece)))(tell)
    if (recipe.command !== 'edit') return target
    const source = branchProbe(recipe, sourceGuidance(model, piece, wholeOf(piece)))(tell)
    return (x, ...rest) => {
      const nothing = constant(x.shape, 0)
      return editing(source, target, nothing, () => nothing)(x, ...rest)
    }
  }
