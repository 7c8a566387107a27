import { either as E } from 'fp-ts'
import type { HubError } from '../errors.js'
import type { Environment } from './settings.js'

/** The proxy that an address is reached through, and the variable of the environment that names it. */
export interface Proxy {
  readonly address: URL
  readonly variable: string
}

/** The value of a variable, in small letters first, as curl has it, and the name that it was found by. */
const valueOf = (env: Environment, name: string): readonly [variable: string, value: string] | null => {
  const variable = [name.toLowerCase(), name].find((one) => (env[one] ?? '').trim() !== '')
  return variable === undefined ? null : [variable, (env[variable] ?? '').trim()]
}

const ports: Readonly<Record<string, string>> = { 'http:': '80', 'https:': '443' }

/** An address of IPv6 without its brackets, which it has where a port may stand behind it. */
const bareName = (name: string): string => /^\[(.*)\]$/.exec(name)?.[1] ?? name

/** Whether `NO_PROXY` has the host: itself, a domain that it is in, or `*`; with a port, at that port alone. */
const isExempt = ({ hostname, port, protocol }: URL, list: string): boolean =>
  list
    .split(/[\s,]+/)
    .filter((entry) => entry !== '')
    .some((entry) => {
      const [, name = entry, at = null] = /^(\[.*\]|[^:]+):(\d+)$/.exec(entry) ?? []
      const bare = bareName(name.toLowerCase().replace(/^\*?\./, ''))
      const here = at === null || at === (port === '' ? ports[protocol] : port)
      return here && (bare === '*' || bareName(hostname) === bare || hostname.endsWith(`.${bare}`))
    })

/**
 * Which proxy the environment names for an address: `HTTPS_PROXY` or `HTTP_PROXY` by its kind, else `ALL_PROXY`, unless
 * `NO_PROXY` has its host; each also in small letters. A value without a kind is http, as everywhere. `BadProxy`: it is
 * no address, or of a kind that is not spoken here, such as socks5.
 */
export const proxyFor = (address: URL, env: Environment): E.Either<HubError, Proxy | null> => {
  const found = valueOf(env, address.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY') ?? valueOf(env, 'ALL_PROXY')
  if (found === null || isExempt(address, valueOf(env, 'NO_PROXY')?.[1] ?? '')) return E.right(null)
  const [variable, value] = found
  const bad = (wrong: string): E.Either<HubError, Proxy | null> => E.left({ _tag: 'BadProxy', variable, wrong })
  const text = /^[a-z][a-z\d+.-]*:\/\//i.test(value) ? value : `http://${value}`
  if (!URL.canParse(text)) return bad('is no address')
  const proxy = new URL(text)
  return proxy.protocol === 'http:' || proxy.protocol === 'https:'
    ? E.right({ address: proxy, variable })
    : bad(`begins with ${proxy.protocol}//`)
}
