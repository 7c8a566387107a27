import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { messageOf } from '@sigmastream/core'
import { forgetTemporary, sweepLeftovers, temporaryBeside } from '@sigmastream/tensor-files'
import { either as E, type taskEither as TE } from 'fp-ts'
import type { StoreError } from '../store/error.js'
import { framesOf } from './maker.js'

/**
 * Does something with a folder of its own, which is gone afterwards, however it ends. What workers that were killed left
 * beside it is removed as well. Errors: the folder cannot be made.
 */
export const inScratch =
  <Failure, A>(
    scratch: string,
    fails: (error: StoreError) => Failure,
    use: (folder: string) => TE.TaskEither<Failure, A>,
  ): TE.TaskEither<Failure, A> =>
  async () => {
    await sweepLeftovers(scratch)
    const folder = temporaryBeside(join(scratch, 'job'))
    try {
      await mkdir(folder, { mode: 0o700 }) // sounds of others lie in it
      await mkdir(framesOf(folder))
    } catch (cause) {
      forgetTemporary(folder)
      return E.left(fails({ _tag: 'LocalFileFailed', path: scratch, message: messageOf(cause) }))
    }
    try {
      return await use(folder)()
    } finally {
      await rm(folder, { recursive: true, force: true })
      forgetTemporary(folder)
    }
  }
