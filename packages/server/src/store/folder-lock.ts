import { hostname } from 'node:os'
import { join } from 'node:path'
import { type Fault, fault } from '@sigmastream/render-thread/wire'
import { type FileLock, type LockHolder, takeLock } from '@sigmastream/tensor-files'
import { either as E } from 'fp-ts'

const holderText = ({ host, pid, note }: LockHolder): string =>
  [
    note === '' ? 'another studio' : `the studio at ${note}`,
    pid === 0 ? '' : ` (process ${pid}${host === hostname() ? '' : ` on ${host}`})`,
  ].join('')

/**
 * Keeps the folder of a studio for the one at `url`: two that went on with the same renders would spoil each other's files. It
 * is taken over where who has it is gone. Errors: another has it. Throws what the disk fails at.
 */
export const lockFolder = async (folder: string, url: string): Promise<E.Either<Fault, FileLock>> =>
  E.mapLeft((holder: LockHolder) =>
    fault(
      'folder-in-use',
      `${folder} is in use by ${holderText(holder)}`,
      'use that one, or end it, or give another --folder',
    ),
  )(await takeLock(join(folder, 'studio.lock'), url))
