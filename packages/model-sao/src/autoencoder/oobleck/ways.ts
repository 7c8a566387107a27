import type { Device, OnnxError, Session } from '@sigmastream/onnx'
import { either as E, readonlyArray as RA, readonlyNonEmptyArray as RNEA, task as T, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'

/** Sessions of one model, which compute as many chunks at once, each on its share of the threads. */
export interface Ways {
  readonly sessions: RNEA.ReadonlyNonEmptyArray<Session>
  readonly close: T.Task<void>
}

/**
 * The threads of each of at most `most` ways: at least one, and all of them together. Threads share out only the cpu: on
 * a device there is one way, and where their number is none that a session takes, which then refuses it.
 */
export const threadShares = (threads: number, most: number, device: Device): RNEA.ReadonlyNonEmptyArray<number> => {
  const ways = device === 'cpu' && Number.isSafeInteger(threads) ? Math.min(most, threads) : 1
  return ways > 1 ? RNEA.makeBy((i: number) => Math.floor((threads + i) / ways))(ways) : [threads]
}

const closeAll =
  (sessions: readonly Session[]): T.Task<void> =>
  async () => {
    await Promise.all(sessions.map((session) => session.close()))
  }

/** Opens a session for each share of the threads. Where one cannot be opened, none stays open. Errors: those of `open`. */
export const openWays = (
  open: (threads: number) => TE.TaskEither<OnnxError, Session>,
  shares: RNEA.ReadonlyNonEmptyArray<number>,
): TE.TaskEither<OnnxError, Ways> =>
  pipe(
    shares,
    T.traverseReadonlyNonEmptyArrayWithIndex((_, threads) => open(threads)),
    T.flatMap((opened) =>
      pipe(
        TE.fromEither(E.traverseReadonlyNonEmptyArrayWithIndex((_, one: (typeof opened)[0]) => one)(opened)),
        TE.map((sessions): Ways => ({ sessions, close: closeAll(sessions) })),
        TE.orElseFirstTaskK(() => closeAll(RA.rights(opened))),
      ),
    ),
  )
