import type { Take } from '@sigmastream/pipeline'

const sameText = (strength: number | null): string =>
  strength === 1
    ? 'it is IN itself: that is what --strength 1 means'
    : 'it is IN itself: nothing was changed, and a lower --strength changes more'

const leftText = (left: number, of: 'waveforms' | 'latents'): string => {
  const percent = Math.round(100 * Math.max(0, left))
  return `of IN is left in its place: ${percent === 0 ? 'nothing' : `${percent} %`} (correlation of the ${of})`
}

/** How far a variation went, and how much of the clip is left in what was made over, a line each. */
export const changeLines = ({ job: { recipe }, change, sound }: Take): readonly string[] => [
  ...(recipe.command === 'vary' && recipe.amount !== undefined
    ? [`amount ${recipe.amount} is noise level ${recipe.noiseLevel} on this clip`]
    : []),
  ...(change === null
    ? []
    : [
        change.same
          ? sameText(recipe.command === 'restyle' ? recipe.strength : null)
          : leftText(change.left, sound === null ? 'latents' : 'waveforms'),
      ]),
]
