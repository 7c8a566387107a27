import { codeOf } from '@sigmastream/core'
import { patience } from './patience.js'

const CONNECTION: ReadonlyMap<string, string> = new Map([
  ['ENOTFOUND', 'its name is not known'],
  ['EAI_AGAIN', 'its name could not be looked up'],
  ['ECONNREFUSED', 'it refuses the connection'],
  ['ECONNRESET', 'the connection was dropped'],
  ['UND_ERR_SOCKET', 'the connection was dropped'],
  ['EPIPE', 'the connection was dropped'],
  ['ETIMEDOUT', 'it does not answer'],
  ['UND_ERR_CONNECT_TIMEOUT', `it does not answer: timed out after ${patience.connect} s`],
  ['UND_ERR_HEADERS_TIMEOUT', `it does not answer: timed out after ${patience.answer} s`],
  ['UND_ERR_BODY_TIMEOUT', `it stopped sending: timed out after ${patience.silence} s`],
  ['EHOSTUNREACH', 'there is no way to it'],
  ['ENETUNREACH', 'there is no network'],
])

/** A thrown value, its cause, the cause of that, and so on. */
const causesOf = (cause: unknown): readonly unknown[] =>
  cause instanceof Error ? [cause, ...causesOf(cause.cause)] : cause === undefined ? [] : [cause]

/** What a proxy answered that does not lead on: its status, the one thing of its answer that is told. */
const proxyReason = (cause: unknown): string | null => {
  const [, status] = /^Proxy response \((\d{3})\)/.exec(cause instanceof Error ? cause.message : '') ?? []
  if (status === undefined) return null
  return status === '407'
    ? 'the proxy asks for a name and password: put them into its address, as http://NAME:PASSWORD@HOST:PORT'
    : `the proxy answers with the status ${status}`
}

/**
 * Why `fetch` rejected, in words: by its code only, since what it says itself may hold headers and signed addresses.
 */
export const connectionReason = (cause: unknown): string => {
  const causes = causesOf(cause)
  const refused = causes.map(proxyReason).find((reason) => reason !== null)
  if (refused !== undefined) return refused
  const code = causes.map(codeOf).find((one) => one !== '')
  return code === undefined ? 'the connection failed' : (CONNECTION.get(code) ?? `the connection failed with ${code}`)
}
