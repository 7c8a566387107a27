import { hash } from '@sigmastream/pipeline/recipe'
import { SoundFacts } from '@sigmastream/render-thread/wire'
import * as t from 'io-ts'

/**
 * A sound that was uploaded. `id` is the SHA-256 of its bytes, `samples` how many each channel has, `format` what its
 * content is, such as `wav`; `recipe` what the file says that it was made by, `null` where it says nothing.
 */
export const Sound = t.type({
  id: hash,
  name: t.string,
  bytes: t.number,
  ...SoundFacts.props,
})

/** See the codec of the same name. */
export type Sound = Readonly<t.TypeOf<typeof Sound>>
