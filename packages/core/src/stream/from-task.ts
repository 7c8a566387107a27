import { either as E, type taskEither as TE } from 'fp-ts'
import { Observable, of, throwError } from 'rxjs'
import { type SampleError, SamplingError } from '../errors.js'

/** A cancellable task as an observable of one value: unsubscribing aborts its signal. Cold: every subscriber pays. */
export const fromTask = <A>(task: (signal: AbortSignal) => TE.TaskEither<SampleError, A>): Observable<A> =>
  new Observable((subscriber) => {
    const abort = new AbortController()
    const settled = (result: E.Either<SampleError, A>): void => {
      if (E.isLeft(result)) return subscriber.error(new SamplingError(result.left))
      subscriber.next(result.right)
      subscriber.complete()
    }
    task(abort.signal)().then(settled, (cause: unknown) => subscriber.error(cause))
    return () => abort.abort()
  })

/** A result that is there already as an observable: its value, or `SamplingError`. */
export const fromResult = <A>(result: E.Either<SampleError, A>): Observable<A> =>
  E.isLeft(result) ? throwError(() => new SamplingError(result.left)) : of(result.right)
