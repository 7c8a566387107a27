import { isEmbedded, type Recipe, type Take } from '@sigmastream/pipeline'

const sameText = (strength: number | string | null): string =>
  strength === 1
    ? 'it is IN itself: that is what --strength 1 means'
    : 'it is IN itself: nothing was changed, and a lower --strength changes more'

/** How much of IN a run was asked to hold; `null` of what is not asked that. */
const strengthOf = (recipe: Recipe): number | string | null =>
  recipe.command === 'restyle' || recipe.command === 'edit' ? recipe.strength : null

const leftText = (left: number, of: 'waveforms' | 'latents'): string => {
  const percent = Math.round(100 * Math.max(0, left))
  return `of IN is left in its place: ${percent === 0 ? 'nothing' : `${percent} %`} (correlation of the ${of})`
}

/** Whether a run took no step. */
const tookNone = ({ summary: { sigmas } }: Take): boolean => sigmas.length <= 1

/** What of a recipe it is by which no step is made, and what then only goes through the model; `null` where some are. */
const unchangedText = (take: Take): string | null => {
  const { recipe } = take.job
  if (strengthOf(recipe) === 1) return '--strength 1 makes no step: IN'
  if (!tookNone(take)) return null
  if (recipe.command === 'vary') return '--amount 0 makes no step: IN'
  return recipe.command === 'inpaint' ? '--paint-amount 0 makes no step: what is in the region' : null
}

/** What no step at all is with a model that has an encoder and a decoder, neither of which is exact. */
const codedLines = (take: Take): readonly string[] => {
  const { recipe, clip } = take.job
  const unchanged = isEmbedded(recipe) || clip?._tag !== 'Sound' ? null : unchangedText(take)
  return unchanged === null
    ? []
    : [`${unchanged} only goes through the model's encoder and, to be heard, its decoder, which are not exact`]
}

/** How far a variation went, and how much of the clip is left in what was made over, a line each. */
export const changeLines = (take: Take): readonly string[] => {
  const { recipe } = take.job
  const { change, sound } = take
  return [
    ...(recipe.command === 'vary' && recipe.amount !== undefined && !tookNone(take)
      ? [
          `amount ${recipe.amount} ${typeof recipe.amount === 'string' ? 'goes up to' : 'is'} noise level ${recipe.noiseLevel} on this clip`,
        ]
      : []),
    ...codedLines(take),
    ...(change === null
      ? []
      : [change.same ? sameText(strengthOf(recipe)) : leftText(change.left, sound === null ? 'latents' : 'waveforms')]),
  ]
}
