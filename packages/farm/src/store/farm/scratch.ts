import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { forgetTemporary, makeFolder, sweepLeftovers, temporaryBeside } from '@sigmastream/tensor-files'
import { either as E, type taskEither as TE } from 'fp-ts'
import type { StoreError } from '../error.js'
import { fromLocalDisk } from '../folder/disk-error.js'

/** Does something with a path that nothing is at. What is there afterwards is removed. */
export type Scratch = <A>(use: (path: string) => TE.TaskEither<StoreError, A>) => TE.TaskEither<StoreError, A>

/** Paths in a folder, which is made where it is not there; what killed processes left in it is removed. */
export const scratchIn =
  (folder: string): Scratch =>
  (use) =>
  async () => {
    const path = temporaryBeside(join(folder, 'any'))
    try {
      await makeFolder(folder)
      await sweepLeftovers(folder)
      return await use(path)()
    } catch (cause) {
      return E.left(fromLocalDisk(folder, cause))
    } finally {
      await rm(path, { force: true }).then(
        () => forgetTemporary(path),
        () => undefined,
      )
    }
  }
