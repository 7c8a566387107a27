import { type ServerType, serve } from '@hono/node-server'
import { messageOf } from '@sigmastream/core'
import { type Fault, fault } from '@sigmastream/render-thread/wire'
import { either as E } from 'fp-ts'
import type { Access } from './guards.js'

/** Listens where it is said, on a port that is free where that is 0. Errors: a port that is taken, a host that is none. */
export const listen = (
  { host, port }: Access,
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

/** Ends a server and every connection to it. */
export const closeServer = (server: ServerType): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve())
    if ('closeAllConnections' in server) server.closeAllConnections()
  })
