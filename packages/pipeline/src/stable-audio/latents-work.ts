import type { StableAudio } from '@sigmastream/model-sao'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { LatentsClip } from '../clip.js'
import { type RenderError, refuseRecipe } from '../errors.js'
import { countingOf } from '../framed-task.js'
import { foreignLatents } from '../latents-origin.js'
import { regionsOf } from '../recipe/tasks.js'
import { checkedRanges } from '../regions.js'
import { field, words } from '../words.js'
import { framedClip, toldMask } from './framed-clip.js'
import type { StableAudioRecipe } from './recipe.js'
import { lengthOfLatents } from './run-length.js'
import { checkJoined, windowRemarks, windowsOf } from './windows.js'
import type { Work } from './work.js'

/** Fields that say how sound is prepared. */
const checkNoSound = ({ fullWindow, reference }: StableAudioRecipe): E.Either<RenderError, void> => {
  const stray = fullWindow ? 'fullWindow' : reference === 'silence' ? null : 'reference'
  return stray === null
    ? E.right(undefined)
    : refuseRecipe(stray, words`${field(stray)} is for sound, and ${field('clip')} is latents`, ['leave it out'])
}

/**
 * A task on latents, which are taken as they are. Refused: latents of another model, what says how sound is prepared,
 * regions that are none.
 */
export const latentsWork = (
  model: StableAudio,
  recipe: StableAudioRecipe,
  { name, latent, origin }: LatentsClip,
): E.Either<RenderError, Work> => {
  const { latentChannels, frameSamples, frameRate } = model.geometry
  const [batch, channels, frames] = latent.shape
  if (batch !== 1 || channels !== latentChannels)
    return refuseRecipe(
      'clip',
      [`${name} holds latents of ${latent.shape.join(' x ')}`],
      [`this model takes 1 x ${latentChannels} x frames`],
    )
  const foreign = foreignLatents(name, origin, model.autoencoder)
  if (foreign !== null) return refuseRecipe('clip', [foreign.wrong], [foreign.right])
  return pipe(
    checkNoSound(recipe),
    E.bind('ranges', () => checkedRanges(regionsOf(recipe), frameRate, frames, countingOf(recipe))),
    E.bind('layout', () => windowsOf(model, recipe, frames)),
    E.tap(({ layout }) => checkJoined(recipe, layout)),
    E.let('framed', ({ ranges }) => framedClip(recipe, latent.shape, ranges, frameRate)),
    E.let('seconds', () => recipe.seconds ?? frames / frameRate),
    E.map(({ seconds, layout, framed }) => ({
      seconds,
      from: 0,
      ownSeconds: seconds,
      shape: latent.shape,
      length: lengthOfLatents(frames),
      layout,
      samples: frames * frameSamples,
      task: framed.task,
      mask: toldMask(recipe, framed, frames),
      ring: false,
      reference: { _tag: 'Latents', latent },
      original: null,
      excerpt: null,
      asOriginal: false,
      remarks: windowRemarks(model, layout, recipe),
    })),
  )
}
