import { access } from 'node:fs/promises'
import type { task as T } from 'fp-ts'

/** Whether each of the files or folders is there. */
export const exists =
  (paths: readonly string[]): T.Task<readonly boolean[]> =>
  () =>
    Promise.all(
      paths.map((path) =>
        access(path).then(
          () => true,
          () => false,
        ),
      ),
    )
