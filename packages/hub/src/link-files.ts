import { join } from 'node:path'
import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { placeLink } from './cache/place.js'
import type { HubError } from './errors.js'
import type { Snapshot } from './snapshot.js'

/**
 * Links files of one snapshot into the folder of another, as if its repository had them: `places` has the path there of
 * each path here. `CacheUnusable`, `DiskFull`.
 */
export const linkFiles = (
  from: Snapshot,
  folder: string,
  places: ReadonlyMap<string, string>,
): TE.TaskEither<HubError, void> =>
  pipe(
    [...places],
    TE.traverseSeqArray(([path, place]) => placeLink(join(folder, place), join(from.folder, path))),
    TE.map(() => undefined),
  )
