import { mkdir } from 'node:fs/promises'
import type { IncomingMessage } from 'node:http'
import { freemem } from 'node:os'
import { join } from 'node:path'
import type { Duplex } from 'node:stream'
import { type ServerType, serve } from '@hono/node-server'
import { messageOf } from '@sigmastream/core'
import { either as E, type taskEither as TE } from 'fp-ts'
import { WebSocketServer } from 'ws'
import type { Fault } from './api/fault.js'
import { SoundFacts } from './api/sound.js'
import { fault } from './fault.js'
import { studioApp } from './http/app.js'
import { type Bound, checkRequest, isLoopback } from './http/guards.js'
import { live } from './http/live.js'
import { addPage } from './http/page.js'
import type { Studio } from './http/studio.js'
import { openRoom } from './room/room.js'
import { openSounds } from './store/sounds.js'
import { Checkpoint } from './thread/checkpoint.js'
import { type WorkThread, workThread } from './thread/work-thread.js'

/** How a studio is served. */
export interface StudioOptions {
  /** Where sounds and renders are kept; it is made where it is not there. */
  readonly folder: string
  /** Folders of Stable Audio Open, beside the embedded model. */
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
const surveyed = async (
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

/** The longest message that a page sends. */
const mostOfMessage = 65536

/** Live sockets: an upgrade passes the same guards as any request, and leads to a render. */
const acceptLive = (server: ServerType, studio: Studio, bound: () => Bound): (() => void) => {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: mostOfMessage })
  const refuse = (socket: Duplex, status: string): void => {
    socket.end(`HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`)
  }
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy())
    const headers = new Headers(
      Object.entries(request.headers).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
    )
    const [, id] = /^\/v1\/live\/([0-9a-f]{64})$/.exec(request.url ?? '') ?? []
    const refused = checkRequest(headers, bound())
    if (refused !== null) return refuse(socket, refused.code === 'unauthorized' ? '401 Unauthorized' : '403 Forbidden')
    if (id === undefined) return refuse(socket, '404 Not Found')
    sockets.handleUpgrade(request, socket, head, (opened) => live(opened, studio, id))
  })
  return () => {
    for (const socket of sockets.clients) socket.terminate()
  }
}

const listening = (
  { host, port }: Bound,
  fetch: (request: Request) => Response | Promise<Response>,
): Promise<E.Either<Fault, { readonly server: ServerType; readonly port: number }>> =>
  new Promise((resolve) => {
    const server = serve({ fetch, hostname: host, port }, (at) => resolve(E.right({ server, port: at.port })))
    server.once('error', (cause: unknown) => {
      const taken = cause instanceof Error && 'code' in cause && cause.code === 'EADDRINUSE'
      resolve(
        E.left(
          taken
            ? fault('port-taken', `port ${port} is taken by another program`, 'give another port, or 0 for any')
            : fault('not-bound', `${host} cannot be listened on (${messageOf(cause)})`, 'give another host'),
        ),
      )
    })
  })

const closed = (server: ServerType): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve())
    if ('closeAllConnections' in server) server.closeAllConnections()
  })

/**
 * Serves a studio: its API, and its page where there is one. What was begun in its folder before is gone on with. Errors: a
 * model that is none, a host that asks for a token, a port that is taken, a folder that cannot be written to.
 */
export const serveStudio =
  (options: StudioOptions): TE.TaskEither<Fault, StudioServer> =>
  async () => {
    const { folder, models = [], host = '127.0.0.1', token = null, page = null, atOnce = 1, mostWaiting = 32 } = options
    const { mostBytes = 20 * gigabyte, availableMemory = freemem } = options
    const allowed = checkHost(host, token)
    if (E.isLeft(allowed)) return allowed
    const errands = workThread()
    const threads = Array.from({ length: atOnce }, () => workThread())
    const end = async (): Promise<void> => void (await Promise.all([errands, ...threads].map(({ close }) => close())))
    for (const { start } of [errands, ...threads]) start()
    try {
      await mkdir(folder, { recursive: true })
      const checkpoints = await surveyed(models, errands)
      if (E.isLeft(checkpoints)) return checkpoints
      const sounds = await openSounds(join(folder, 'sounds'), (file) =>
        errands.run({ _tag: 'Inspect', file }, SoundFacts),
      )
      const shelf = { sounds, models: checkpoints.right, availableMemory }
      const room = await openRoom({
        folder: join(folder, 'renders'),
        shelf,
        threads,
        mostWaiting,
        mostBytes,
        now: () => new Date(),
      })
      const studio: Studio = {
        room,
        shelf,
        errands,
        limits: { sound: Math.min(mostBytes, gigabyte / 2), json: 2 ** 20, errands: 16 },
      }
      let bound: Bound = { host, port: options.port, token }
      const withPage = await addPage(page)
      const app = studioApp(studio, () => bound, withPage)
      const listens = await listening(bound, app.fetch)
      if (E.isLeft(listens)) {
        await room.close()
        await end()
        return listens
      }
      const { server, port } = listens.right
      bound = { ...bound, port }
      const endSockets = acceptLive(server, studio, () => bound)
      return E.right({
        url: `http://${host.includes(':') ? `[${host}]` : host}:${port}/`,
        close: async () => {
          endSockets()
          await room.close()
          await end()
          await closed(server)
        },
      })
    } catch (cause) {
      await end()
      return E.left(fault('folder', `${folder} cannot be used (${messageOf(cause)})`, 'give another --folder'))
    }
  }
