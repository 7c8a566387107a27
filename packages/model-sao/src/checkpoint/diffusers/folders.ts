import { join } from 'node:path'
import { decodeConfig, type Folder, readSubfolder, readWeightSet, type WeightSet } from '@sigmastream/checkpoint'
import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type * as t from 'io-ts'
import type { CheckpointError } from '../errors.js'
import type { FoundPart } from '../parts.js'
import type { FoundJson } from '../survey.js'
import { readConfig } from '../text-files.js'
import { placeTensors } from './place.js'
import type { PlacementOf } from './placement.js'

const STEM = 'diffusion_pytorch_model'

/** A part of the model in its folder: the configuration and the weights, each found or not. */
export interface PartFolder {
  readonly config: FoundJson
  readonly set: E.Either<CheckpointError, WeightSet>
}

/** A file of a part that is not there. */
export const missingPart = ({ path }: Folder, part: string, file: string): CheckpointError => ({
  _tag: 'MissingPart',
  folder: path,
  part,
  file,
})

/** The folder `name` of the layout, which holds `part`. */
export const readPart = (root: Folder, name: string, part: string): TE.TaskEither<CheckpointError, PartFolder> => {
  const missing = (file: string): CheckpointError => missingPart(root, part, `${name}/${file}`)
  return pipe(
    readSubfolder(root, name),
    TE.flatMapTask((folder) => async () => ({
      config: await readConfig(folder, 'config.json', missing('config.json'))(),
      set: await readWeightSet(folder, STEM, missing(`${STEM}.safetensors`))(),
    })),
  )
}

const SCHEDULER = 'scheduler_config.json'

/** The configuration of the scheduler, which is all that its folder holds. */
export const readScheduler = (root: Folder): TE.TaskEither<CheckpointError, FoundJson> =>
  pipe(
    readSubfolder(root, 'scheduler'),
    TE.flatMapTask((folder) =>
      readConfig(folder, SCHEDULER, missingPart(root, 'scheduler configuration', `scheduler/${SCHEDULER}`)),
    ),
  )

/** The weights of a folder by the names of the single-file layout. */
export const placedPart = (found: E.Either<CheckpointError, WeightSet>, place: PlacementOf): FoundPart =>
  pipe(
    found,
    E.bindTo('set'),
    E.bind('weights', ({ set: { tensors } }) => placeTensors(tensors, place)),
    E.map(({ set: { folder }, weights }) => ({ folder, weights })),
  )

/** A configuration of the layout decoded; `name` is its file's within the checkpoint. */
export const decodeFound = <A>(
  root: Folder,
  codec: t.Decoder<unknown, A>,
  name: string,
  json: FoundJson,
): E.Either<CheckpointError, A> =>
  pipe(
    json,
    E.flatMap((found) => decodeConfig(codec, join(root.path, name), found)),
  )
