import { flacLimits, type SampleEncoding, type SoundInfo } from '@sigmastream/audio'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { type RenderError, refuseRecipe } from './errors.js'
import { extensionOf, isSoundName, isTensorName } from './file-names.js'
import type { SoundFormat } from './model.js'
import { field, words } from './words.js'

/**
 * What the name of a file asks for: sound, or a tensor. `remarks` say what of a recording the encoding does not hold,
 * each a sentence without its end.
 */
export type OutputFormat =
  | { readonly _tag: 'Sound'; readonly encoding: SampleEncoding; readonly remarks: readonly string[] }
  | { readonly _tag: 'Tensor' }

/** What is known of the sound that is to be stored, before it is made. */
export interface Storable {
  /** `null` where it is not known yet. */
  readonly sound: SoundFormat | null
  /** What the file of the recording says that it is made of; `null` where there is none. */
  readonly info: SoundInfo | null
}

const nothingKnown: Storable = { sound: null, info: null }

/** How sound is stored where nobody says and no recording does. */
const usualEncoding: SampleEncoding = 'pcm16'

/** How many of the bits of a recording an encoding holds, from the fewest to the most. */
const capacity: readonly SampleEncoding[] = ['pcm16', 'pcm24', 'float32']

const bitsText: Readonly<Record<SampleEncoding, string>> = {
  pcm16: '16 bits',
  pcm24: '24 bits',
  float32: 'floats of 32 bits',
}

const isFlac = (path: string): boolean => extensionOf(path) === '.flac'

/** Whether the format of the file can hold the channels and the rate. */
const checkHolds = (path: string, sound: SoundFormat | null): E.Either<RenderError, void> => {
  if (sound === null || !isFlac(path)) return E.right(undefined)
  const { channels, sampleRate } = sound
  return channels <= flacLimits.maxChannels && Number.isInteger(sampleRate) && sampleRate <= flacLimits.maxRate
    ? E.right(undefined)
    : refuseRecipe(
        'output',
        words`${field('output')} is "${path}", and FLAC cannot hold ${channels} channels at ${sampleRate} Hz`,
        ['give .wav'],
      )
}

/** The recording's own encoding, as far as the format of the file has it. */
const defaultEncoding = (path: string, { info }: Storable): SampleEncoding => {
  const own = info?.encoding ?? usualEncoding
  return own === 'float32' && isFlac(path) ? 'pcm24' : own
}

const remarksOf = (path: string, encoding: SampleEncoding, { info }: Storable): readonly string[] => {
  const own = info?.encoding ?? null
  return own === null || capacity.indexOf(encoding) >= capacity.indexOf(own)
    ? []
    : [`${path} holds ${bitsText[encoding]}, and the recording has ${bitsText[own]}: its samples are rounded`]
}

/**
 * The format of a file by its name; `audible` is whether the result can be heard. Sound is stored as the recording is,
 * unless an encoding is asked for. Refused: an ending that is not written, sound out of latents, an encoding for a
 * tensor, FLAC of floats, and of more channels or a higher rate than it holds.
 */
export const outputFormat = (
  path: string,
  encoding: SampleEncoding | undefined,
  audible: boolean,
  of: Storable = nothingKnown,
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
  if (isFlac(path) && encoding === 'float32')
    return refuseRecipe('encoding', words`${field('encoding')} is "float32", which FLAC cannot hold`, [
      'give pcm16 or pcm24, or a name that ends in .wav',
    ])
  const stored = encoding ?? defaultEncoding(path, of)
  return pipe(
    checkHolds(path, of.sound),
    E.map(() => ({ _tag: 'Sound', encoding: stored, remarks: remarksOf(path, stored, of) })),
  )
}
