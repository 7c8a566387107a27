import { messageOf } from '@sigmastream/core'
import { type WorkThread, workThread } from '@sigmastream/render-thread'
import { Checkpoint, type Fault, fault } from '@sigmastream/render-thread/wire'
import type { FileLock } from '@sigmastream/tensor-files'
import { either as E, type taskEither as TE } from 'fp-ts'
import { studioApp } from './http/app.js'
import { type Access, isLoopback } from './http/guards.js'
import { closeServer, listen } from './http/listen.js'
import { acceptLive } from './http/live-sockets.js'
import { addPage } from './http/page.js'
import { openStudio, type Threads } from './open-studio.js'
import { lockFolder } from './store/folder-lock.js'
import type { StudioOptions } from './studio-options.js'

/** A studio that is served. */
export interface StudioServer {
  /** Where its page is. */
  readonly url: string
  /** Ends it; what it had begun it goes on with when it is served again from that folder. */
  readonly close: () => Promise<void>
}

/** What every checkpoint is; the first that is none ends it. */
const surveyAll = async (
  folders: readonly string[],
  errands: WorkThread,
): Promise<E.Either<Fault, readonly Checkpoint[]>> => {
  const found: Checkpoint[] = []
  for (const folder of folders) {
    const one = await errands.run({ _tag: 'Survey', folder }, Checkpoint)
    if (E.isLeft(one)) return one
    found.push(one.right)
  }
  return E.right(found)
}

/** Whether a host may be served without a token. */
const checkHost = (host: string, token: string | null): E.Either<Fault, void> =>
  isLoopback(host) || token !== null
    ? E.right(undefined)
    : E.left(
        fault(
          'no-token',
          `${host} can be reached from other machines`,
          'give a token as well, which every request must have',
        ),
      )

const serveOn =
  (threads: Threads) =>
  async (options: StudioOptions): Promise<E.Either<Fault, StudioServer>> => {
    const { models = [], host = '127.0.0.1', token = null, page = null } = options
    const checkpoints = await surveyAll(models, threads.errands)
    if (E.isLeft(checkpoints)) return checkpoints
    // Before the folder is opened: of two that are started alike, the second goes on with nothing of the first.
    let answer: (request: Request) => Response | Promise<Response> = () => new Response(null, { status: 503 })
    const listens = await listen({ host, port: options.port, token }, (request) => answer(request))
    if (E.isLeft(listens)) return listens
    const { server, port } = listens.right
    const access: Access = { host, port, token }
    const url = `http://${host.includes(':') ? `[${host}]` : host}:${port}/`
    let lock: FileLock | null = null
    try {
      const locked = await lockFolder(options.folder, url)
      if (E.isLeft(locked)) {
        await closeServer(server)
        return locked
      }
      lock = locked.right
      for (const { start } of threads.renders) start()
      const studio = await openStudio(options, checkpoints.right, threads)
      answer = studioApp(studio, access, await addPage(page)).fetch
      const endSockets = acceptLive(server, studio, access)
      return E.right({
        url,
        close: async () => {
          endSockets()
          await studio.room.close()
          await threads.errands.close()
          await locked.right.release()
          await closeServer(server)
        },
      })
    } catch (cause) {
      await lock?.release()
      await closeServer(server)
      return E.left(fault('folder', `${options.folder} cannot be used (${messageOf(cause)})`, 'give another --folder'))
    }
  }

/**
 * Serves a studio: its API, and its page where there is one. What was begun in its folder before is gone on with. Errors: a
 * model that is none, a host that asks for a token, a port that is taken, a folder that cannot be written to, or that another
 * studio has.
 */
export const serveStudio =
  (options: StudioOptions): TE.TaskEither<Fault, StudioServer> =>
  async () => {
    const allowed = checkHost(options.host ?? '127.0.0.1', options.token ?? null)
    if (E.isLeft(allowed)) return allowed
    const errands = workThread()
    const renders = Array.from({ length: options.farm === undefined ? (options.atOnce ?? 1) : 0 }, () => workThread())
    errands.start()
    const served = await serveOn({ errands, renders })(options)
    if (E.isLeft(served)) for (const { close } of [errands, ...renders]) await close()
    return served
  }
