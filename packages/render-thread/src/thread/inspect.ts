import { describeAudioError, openSound } from '@sigmastream/audio'
import { badRecipe, type RenderError, recipeIn } from '@sigmastream/pipeline'
import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { SoundFacts } from '../wire/sound-facts.js'
import type { NamedFile } from './protocol.js'

/** What a file of sound is, and the recipe in it. Errors: it is no sound that is read here. */
export const inspectErrand = ({ path, name }: NamedFile): TE.TaskEither<RenderError, SoundFacts> =>
  pipe(
    openSound(path),
    TE.flatMap(({ sampleRate, channels, frames, info, close }) => async () => {
      await close()
      const stored = await recipeIn(path)()
      return E.right({
        seconds: frames / sampleRate,
        sampleRate,
        channels,
        samples: frames,
        format: info.format,
        recipe: E.isRight(stored) ? stored.right.recipe : null,
      })
    }),
    TE.mapLeft((error) =>
      badRecipe('clip', [describeAudioError(error).replaceAll(path, name)], ['give WAV, FLAC, MP3 or Ogg']),
    ),
  )
