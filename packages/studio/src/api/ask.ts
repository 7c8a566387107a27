import { Fault, FaultAnswer } from '@sigmastream/server/api'
import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type * as t from 'io-ts'
import { PathReporter } from 'io-ts/lib/PathReporter.js'
import { jsonOf } from './json.js'
import type { Problem } from './problem.js'

/** What `fetch` is here: a test gives another. */
export type Fetch = (path: string, init?: RequestInit) => Promise<Response>

const strange =
  (path: string) =>
  (errors: t.Errors): Problem => ({
    _tag: 'StrangeAnswer',
    path,
    why: PathReporter.report(E.left(errors)).slice(0, 1).join('').slice(0, 200),
  })

const refusalOf = (path: string, status: number, text: string): Problem =>
  pipe(
    FaultAnswer.decode(jsonOf(text)),
    E.match(
      (): Problem => ({ _tag: 'StrangeAnswer', path, why: `status ${status}` }),
      ({ error }): Problem => ({ _tag: 'Refusal', status, fault: Fault.encode(error) }),
    ),
  )

/** Asks, and gives the answer where its status is one of success. Errors: `Unreachable`, `Refusal`, `StrangeAnswer`. */
export const askFor =
  (fetch: Fetch) =>
  (path: string, init: RequestInit = {}): TE.TaskEither<Problem, Response> =>
    pipe(
      TE.tryCatch(
        () => fetch(path, init),
        (): Problem => ({ _tag: 'Unreachable' }),
      ),
      TE.flatMap((response) =>
        response.ok
          ? TE.right(response)
          : pipe(
              TE.tryCatch(
                () => response.text(),
                (): Problem => ({ _tag: 'Unreachable' }),
              ),
              TE.flatMap((text) => TE.left(refusalOf(path, response.status, text))),
            ),
      ),
    )

/** Asks for JSON, which a codec decodes, once. */
export const askForJson =
  (fetch: Fetch) =>
  <A>(codec: t.Type<A, unknown, unknown>, path: string, init: RequestInit = {}): TE.TaskEither<Problem, A> =>
    pipe(
      askFor(fetch)(path, init),
      TE.flatMap((response) =>
        TE.tryCatch(
          () => response.text(),
          (): Problem => ({ _tag: 'Unreachable' }),
        ),
      ),
      TE.flatMapEither((text) => pipe(codec.decode(jsonOf(text)), E.mapLeft(strange(path)))),
    )

/** A request with a body of JSON. */
export const jsonPost = (body: unknown): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
})
