import type { SampleEncoding } from '@sigmastream/audio'
import { either as E } from 'fp-ts'
import { extensionOf, isSoundName, isTensorName } from './clip.js'
import { field, type RenderError, refuseRecipe, words } from './errors.js'

/** What the name of a file asks for: sound, or a tensor. */
export type OutputFormat = { readonly _tag: 'Sound'; readonly encoding: SampleEncoding } | { readonly _tag: 'Tensor' }

/** How sound is stored where nobody says. */
const usualEncoding: SampleEncoding = 'pcm16'

/**
 * The format of a file by its name; `audible` is whether the result can be heard. Refused: an ending that is not
 * written, sound out of latents, an encoding for a tensor, FLAC of floats.
 */
export const outputFormat = (
  path: string,
  encoding: SampleEncoding | undefined,
  audible: boolean,
): E.Either<RenderError, OutputFormat> => {
  const output = words`${field('output')} is "${path}"`
  if (path.trim() === '') return refuseRecipe('output', output, ['give the name of a file'])
  if (isTensorName(path))
    return encoding === undefined
      ? E.right({ _tag: 'Tensor' })
      : refuseRecipe('encoding', words`${field('encoding')} is for sound, and ${path} is a tensor`, [
          'leave it out, or give a name that ends in .wav or .flac',
        ])
  if (!isSoundName(path)) {
    const [sound, latents] = audible ? ['.wav or .flac for sound, ', ' for latents'] : ['', '']
    return refuseRecipe('output', output, [`give a name that ends in ${sound}.npy, .npz or .safetensors${latents}`])
  }
  if (!audible)
    return refuseRecipe(
      'output',
      [...output, ', and latents cannot be heard without the model that made them'],
      ['give .npy, .npz or .safetensors'],
    )
  return extensionOf(path) === '.flac' && encoding === 'float32'
    ? refuseRecipe('encoding', words`${field('encoding')} is "float32", which FLAC cannot hold`, [
        'give pcm16 or pcm24, or a name that ends in .wav',
      ])
    : E.right({ _tag: 'Sound', encoding: encoding ?? usualEncoding })
}
