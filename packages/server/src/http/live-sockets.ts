import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { ServerType } from '@hono/node-server'
import { WebSocketServer } from 'ws'
import { type Access, checkRequest } from './guards.js'
import { live } from './live.js'
import type { Studio } from './studio.js'

/** The longest message that a page sends. */
const mostOfMessage = 65536

/**
 * Live sockets: an upgrade passes the same guards as any request, and leads to a render. What is given back ends them all.
 */
export const acceptLive = (server: ServerType, studio: Studio, access: Access): (() => void) => {
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
    const refused = checkRequest(headers, access)
    if (refused !== null) return refuse(socket, refused.code === 'unauthorized' ? '401 Unauthorized' : '403 Forbidden')
    if (id === undefined) return refuse(socket, '404 Not Found')
    sockets.handleUpgrade(request, socket, head, (opened) => live(opened, studio, id))
  })
  return () => {
    for (const socket of sockets.clients) socket.terminate()
  }
}
