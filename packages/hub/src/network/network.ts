import { either as E } from 'fp-ts'
import type { Dispatcher } from 'undici'
import { proxyFor } from '../environment/proxy.js'
import type { Environment } from '../environment/settings.js'
import { patience } from './patience.js'

const limits = {
  connect: { timeout: patience.connect * 1000 },
  headersTimeout: patience.answer * 1000,
  bodyTimeout: patience.silence * 1000,
}

/**
 * `fetch` through the proxies that the environment names, which gives up waiting in the end: Node's own knows of no
 * proxy before version 24, and waits five minutes for an answer. A proxy that cannot be used is refused before.
 */
export const networkOf = (env: Environment): typeof globalThis.fetch => {
  const dispatchers = new Map<string, Dispatcher>()
  return async (input, init) => {
    // Loaded when something is asked: most commands ask nothing.
    const { Agent, fetch, ProxyAgent } = await import('undici')
    const address = new URL(input instanceof Request ? input.url : input)
    const proxy = E.getOrElseW(() => null)(proxyFor(address, env))
    const key = proxy?.address.href ?? ''
    const dispatcher =
      dispatchers.get(key) ??
      (proxy === null ? new Agent(limits) : new ProxyAgent({ ...limits, uri: proxy.address.href }))
    dispatchers.set(key, dispatcher)
    return fetch(address, { ...init, dispatcher })
  }
}
