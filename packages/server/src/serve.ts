import { freemem } from 'node:os'
import { join } from 'node:path'
import { messageOf } from '@sigmastream/core'
import { type WorkThread, workThread } from '@sigmastream/render-thread'
import { Checkpoint, type Fault, fault, SoundFacts } from '@sigmastream/render-thread/wire'
import { type FileLock, makeFolder } from '@sigmastream/tensor-files'
import { either as E, type taskEither as TE } from 'fp-ts'
import { studioApp } from './http/app.js'
import { type Access, isLoopback } from './http/guards.js'
import { closeServer, listen } from './http/listen.js'
import { acceptLive } from './http/live-sockets.js'
import { addPage } from './http/page.js'
import type { Studio } from './http/studio.js'
import { checkOn } from './room/check-recipe.js'
import type { StudioFarm } from './room/farm/farm-settings.js'
import type { OpenLine } from './room/line.js'
import { openRoom } from './room/room.js'
import { threadLine } from './room/thread-line.js'
import { lockFolder } from './store/folder-lock.js'
import { openSounds } from './store/sounds.js'

/** How a studio is served. */
export interface StudioOptions {
  /** Where sounds and renders are kept; it is made where it is not there. */
  readonly folder: string
  /** Folders of Stable Audio checkpoints, beside the embedded model. */
  readonly models?: readonly string[]
  /** Loopback unless it is given; another asks for a token. */
  readonly host?: string
  /** Any that is free where it is 0. */
  readonly port: number
  readonly token?: string | null
  /** The folder of the built page; `null` where there is none. */
  readonly page?: string | null
  /** Bytes that sounds and renders may take: the oldest make way. */
  readonly mostBytes?: number
  /** How many renders are made at once: one unless it is said. */
  readonly atOnce?: number
  /** A farm that makes the renders, in place of threads of this process. Who opened it closes it. */
  readonly farm?: StudioFarm
  /** How many renders may wait. */
  readonly mostWaiting?: number
  /** Bytes of memory that a run may still take; what the machine has free unless it is given. */
  readonly availableMemory?: () => number
}

/** A studio that is served. */
export interface StudioServer {
  /** Where its page is. */
  readonly url: string
  /** Ends it; what it had begun it goes on with when it is served again from that folder. */
  readonly close: () => Promise<void>
}

const gigabyte = 1e9

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

/** The threads of a studio: one for what is short, and one for each render that is made at once. */
interface Threads {
  readonly errands: WorkThread
  readonly renders: readonly WorkThread[]
}

/** Who makes the renders of a studio. What talks to a farm is loaded where there is one. */
const lineOf = async ({ farm }: StudioOptions, { errands, renders }: Threads): Promise<OpenLine> => {
  if (farm === undefined) return threadLine(renders)
  const [{ farmLine }, { machineClock }] = await Promise.all([
    import('./room/farm/farm-line.js'),
    import('@sigmastream/farm'),
  ])
  return farmLine({ ...farm, errands, clock: machineClock })
}

/** Opens the sounds and the renders of a folder. Throws what the disk fails at. */
const openStudio = async (options: StudioOptions, models: readonly Checkpoint[], threads: Threads): Promise<Studio> => {
  const { folder, mostWaiting = 32, mostBytes = 20 * gigabyte, availableMemory = freemem } = options
  const { errands, renders } = threads
  await makeFolder(folder)
  const sounds = await openSounds(join(folder, 'sounds'), (file) => errands.run({ _tag: 'Inspect', file }, SoundFacts))
  // what threads hold that wait is theirs who begin, or close it
  const heldMemory = () => renders.reduce((sum, { held }) => sum + held(), 0)
  const shelf = { sounds, models, availableMemory: () => availableMemory() + heldMemory() }
  const room = await openRoom({
    folder: join(folder, 'renders'),
    shelf,
    check: checkOn(errands, shelf),
    openLine: await lineOf(options, threads),
    mostWaiting,
    mostBytes,
    now: () => new Date(),
  })
  return {
    room,
    shelf,
    errands,
    limits: { sound: Math.min(mostBytes, gigabyte / 2), json: 2 ** 20, errands: 16 },
  }
}

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
