import { Recipe } from '@sigmastream/pipeline/recipe'
import * as t from 'io-ts'

/** What a file of sound is, whatever it is called. */
export const SoundFacts = t.type({
  seconds: t.number,
  sampleRate: t.number,
  channels: t.number,
  samples: t.number,
  format: t.string,
  recipe: t.union([Recipe, t.null]),
})

/** See the codec of the same name. */
export type SoundFacts = Readonly<t.TypeOf<typeof SoundFacts>>
