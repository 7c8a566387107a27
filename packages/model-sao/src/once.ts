import { either as E, type taskEither as TE } from 'fp-ts'

/** A task that is done once, for all who ask: what failed is tried again by the next. */
export const once = <Failure, A>(task: TE.TaskEither<Failure, A>): TE.TaskEither<Failure, A> => {
  let doing: Promise<E.Either<Failure, A>> | undefined
  return async () => {
    doing ??= task()
    const done = await doing
    if (E.isLeft(done)) doing = undefined
    return done
  }
}
