import { either as E } from 'fp-ts'
import type { Token } from '../environment/token.js'
import type { HubError } from '../errors.js'

const LOOPBACK: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]'])

/**
 * The address of a hub, which ends without a slash. `BadEndpoint`: it is no http address, it has a name or password in
 * it, or a token would go over the network in clear.
 */
export const checkedEndpoint = (endpoint: string, token: Token | undefined): E.Either<HubError, string> => {
  const bad = (wrong: string): E.Either<HubError, string> => E.left({ _tag: 'BadEndpoint', wrong })
  if (!URL.canParse(endpoint)) return bad('is no address')
  const { protocol, username, password, search, hash, hostname, href } = new URL(endpoint)
  if (protocol !== 'https:' && protocol !== 'http:') return bad(`begins with ${protocol}`)
  if (username !== '' || password !== '') return bad('has a name or password in it')
  if (search !== '' || hash !== '') return bad('has a query or fragment')
  return protocol === 'http:' && token !== undefined && !LOOPBACK.has(hostname)
    ? bad('is not https, so that the token could be read on its way')
    : E.right(href.replace(/\/+$/, ''))
}
