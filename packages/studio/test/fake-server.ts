import type { Render } from '@sigmastream/server/api'
import type { Fetch } from '../src/api/ask.js'
import type { EventLine, OpenEvents } from '../src/api/render-events.js'
import { hashOf, render, sound } from './things.js'

/** A server that keeps what it is told in memory, and can be gone for a while. */
export interface FakeServer {
  readonly fetch: Fetch
  readonly openEvents: OpenEvents
  readonly renders: Render[]
  /** Tells an event to whoever reads those of a render. */
  readonly tell: (id: string, event: string, number: number, data: unknown) => void
  /** What was asked for, as `POST /v1/renders`. */
  readonly asked: string[]
  isGone: boolean
}

const answer = (body: unknown, status = 200): Response => new Response(JSON.stringify(body), { status })

/** A fake of the contract, as far as the page's state needs it. */
export const fakeServer = (): FakeServer => {
  const lines = new Map<string, Map<string, (event: MessageEvent<string>) => void>>()
  const server: FakeServer = {
    renders: [],
    asked: [],
    isGone: false,
    fetch: async (path, init = {}) => {
      const [method, url] = [init.method ?? 'GET', new URL(path, 'http://localhost')]
      server.asked.push(`${method} ${url.pathname}`)
      if (server.isGone) throw new TypeError('fetch failed')
      if (url.pathname === '/v1/models') return answer({ object: 'list', data: [] })
      if (url.pathname === '/openapi.json') return answer({})
      if (url.pathname === '/v1/samplers') return answer({ samplers: [] })
      if (url.pathname === '/v1/sounds') return answer({ ...sound, name: url.searchParams.get('name') }, 201)
      if (url.pathname === `/v1/sounds/${sound.id}`) return answer(sound)
      if (url.pathname === '/v1/renders' && method === 'GET') return answer({ renders: server.renders })
      if (url.pathname === '/v1/renders') {
        const made = { ...render, id: hashOf(100 + server.renders.length), recipe: JSON.parse(String(init.body)) }
        server.renders.unshift(made)
        return answer(made, 201)
      }
      const error = { code: 'unknown', message: 'There is no such thing here', right: 'ask for another' }
      return answer({ error }, 404)
    },
    openEvents: (path): EventLine => {
      const listeners = new Map<string, (event: MessageEvent<string>) => void>()
      lines.set(path, listeners)
      return {
        readyState: 1,
        addEventListener: (name, listener) => void listeners.set(name, listener),
        close: () => void (lines.get(path) === listeners && lines.delete(path)),
      }
    },
    tell: (id, event, number, data) => {
      const listener = lines.get(`/v1/renders/${id}/events`)?.get(event)
      listener?.(new MessageEvent(event, { data: JSON.stringify(data), lastEventId: String(number) }))
    },
  }
  return server
}
