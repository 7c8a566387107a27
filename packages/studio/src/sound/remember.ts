import { either as E, type taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { Problem } from '../api/problem.js'

/** How large what was asked for is, and how much of it is held at once. */
export interface Memory<A> {
  readonly sizeOf: (value: A) => number
  readonly most: number
}

/** Asks for what lies at an address once; what was used least recently is let go, and what failed is asked for again. */
export const rememberBy = <A>(
  ask: (path: string) => TE.TaskEither<Problem, A>,
  { sizeOf, most }: Memory<A>,
): ((path: string) => TE.TaskEither<Problem, A>) => {
  const held = new Map<string, Promise<E.Either<Problem, A>>>()
  const sizes = new Map<string, number>()
  const letGo = (path: string): void => {
    held.delete(path)
    sizes.delete(path)
  }
  return (path) => async () => {
    const known = held.get(path) ?? pipe(path, ask)()
    held.delete(path)
    held.set(path, known)
    const found = await known
    if (E.isLeft(found)) letGo(path)
    else sizes.set(path, sizeOf(found.right))
    const sum = (): number => [...sizes.values()].reduce((all, size) => all + size, 0)
    for (const oldest of held.keys()) if (sum() > most && oldest !== path) letGo(oldest)
    return found
  }
}
