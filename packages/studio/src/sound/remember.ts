import { either as E, type taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { Problem } from '../api/problem.js'

/** How many things are held at once. */
const most = 24

/** Asks for what lies at an address once; what was used least recently is let go, and what failed is asked for again. */
export const rememberBy = <A>(
  ask: (path: string) => TE.TaskEither<Problem, A>,
): ((path: string) => TE.TaskEither<Problem, A>) => {
  const held = new Map<string, Promise<E.Either<Problem, A>>>()
  return (path) => async () => {
    const known = held.get(path) ?? pipe(path, ask)()
    held.delete(path)
    held.set(path, known)
    for (const oldest of held.keys()) if (held.size > most) held.delete(oldest)
    const found = await known
    if (E.isLeft(found)) held.delete(path)
    return found
  }
}
