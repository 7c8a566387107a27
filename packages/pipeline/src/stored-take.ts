import type { SampleEncoding } from '@sigmastream/audio'
import type { Latent } from '@sigmastream/core'
import { framesIn } from '@sigmastream/samplers'
import type { NewFile } from '@sigmastream/tensor-files'
import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { RenderError } from './errors.js'
import { withLatents } from './latents-origin.js'
import { type RunRecord, recordOf } from './record.js'
import type { Take } from './result.js'
import { type LevelledSplice, levelSplice } from './splice.js'
import { takeFile } from './take-file.js'

/** A take as it is stored. */
export interface LevelledTake {
  /** Its level as the encoding has it; where latents are stored, these without the room behind the end of the sound. */
  readonly take: Take
  /** What was done to its level; `null` where it was not listened to. */
  readonly level: LevelledSplice | null
  readonly record: RunRecord
  /** The file, made a stretch at a time when it is written. */
  readonly file: NewFile<RenderError>
}

/** The latents of the sound alone. */
const withoutRoom = ({ job: { piece }, latent }: Take): Latent =>
  piece.soundFrames === undefined ? latent : framesIn(latent, { start: 0, end: piece.soundFrames })

/**
 * A take as the file at `path`, whose name says the format: its level brought to what `encoding` holds, its recipe inside.
 * `encoding` is `null` for latents. Errors: those of `levelSplice` and `takeFile`.
 */
export const levelledTake = (
  take: Take,
  path: string,
  encoding: SampleEncoding | null,
): TE.TaskEither<RenderError, LevelledTake> =>
  pipe(
    TE.Do,
    TE.bind('level', () => (take.sound === null ? TE.right(null) : levelSplice(take.sound, encoding ?? 'float32'))),
    TE.let(
      'take',
      ({ level }): Take => ({
        ...take,
        latent: encoding === null ? withoutRoom(take) : take.latent,
        sound: level?.splice ?? null,
      }),
    ),
    TE.let('record', ({ take: { job, latent } }) => withLatents(recordOf(job, encoding), latent)),
    TE.bind('file', ({ take: levelled, record }) =>
      TE.fromEither(takeFile(levelled, path, encoding ?? 'pcm16', record)),
    ),
  )
