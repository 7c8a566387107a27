import { type Audio, describeAudioError } from '@sigmastream/audio'
import type { Latent } from '@sigmastream/core'
import {
  describePlotError,
  latentPictures,
  type Movement,
  type Pictures,
  plotRun,
  soundPictures,
} from '@sigmastream/plot'
import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { type CliError, failure } from '../errors.js'
import type { NewFile } from '../files.js'
import type { Made } from './finish.js'
import type { Request } from './request.js'

/** What the picture of a run is made of. */
export interface Drawing {
  readonly path: string
  readonly title: string
  readonly subtitle: string
  /** What the run worked on, where it worked on something. */
  readonly before: { readonly sound: Audio | null; readonly latent: Latent | null }
  readonly frameRate: number
  readonly request: Request
  readonly made: Made
  /** The sigmas that the run went down. */
  readonly sigmas: readonly number[]
  readonly moved: readonly Movement[]
}

/** Of the sound where there is one of both, else of the latents. */
const picturesOf = ({ before, made, frameRate }: Drawing): E.Either<CliError, Pictures> =>
  made.sound !== null && before.latent === null
    ? pipe(
        soundPictures(before.sound, made.sound.audio),
        E.mapLeft((error) => failure(`--plot: ${describeAudioError(error)}`)),
      )
    : E.right(latentPictures(before.latent, made.latent, frameRate))

/** The picture of a run as a file. A failure: the renderer's. */
export const pictureOf = (drawing: Drawing): TE.TaskEither<CliError, NewFile> =>
  pipe(
    TE.fromEither(picturesOf(drawing)),
    TE.flatMap((pictures) => {
      const { path, title, subtitle, request, sigmas, moved } = drawing
      const regions = request._tag === 'Inpaint' ? request.regions : []
      const window = request._tag === 'Inpaint' ? request.paint : null
      const paint = window === null ? {} : { paint: { start: window.start ?? 0, end: window.end ?? sigmas.length - 1 } }
      return pipe(
        plotRun({ title, subtitle, pictures, regions, sigmas, moved, ...paint }),
        TE.bimap(
          (error) => failure(describePlotError(error)),
          (bytes) => ({ path, bytes }),
        ),
      )
    }),
  )
