import { either as E } from 'fp-ts'
import type { BadStore } from './error.js'
import { folderStore } from './folder/folder-store.js'
import type { ObjectStore } from './object-store.js'
import type { S3Place } from './s3/place.js'
import { s3Store } from './s3/s3-store.js'

const form = 's3://BUCKET/PREFIX?endpoint=URL&region=NAME'

const bad = (wrong: string, right: string): E.Either<BadStore, never> => E.left({ _tag: 'BadStore', wrong, right })

const urlOf = (text: string): URL | null => (URL.canParse(text) ? new URL(text) : null)

const hasSecret = ({ username, password }: URL): boolean => username !== '' || password !== ''

const noSecret = bad(
  'its address has a name or a password in it, which would be shown',
  's3://BUCKET/PREFIX alone, and set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY',
)

/** A server that is asked: an address and nothing else, so that it can be shown. */
const endpointOf = (text: string): E.Either<BadStore, string> => {
  const url = urlOf(text)
  if (url !== null && hasSecret(url)) return noSecret
  const isServer =
    url !== null && /^https?:$/.test(url.protocol) && url.pathname === '/' && url.search + url.hash === ''
  return isServer ? E.right(url.origin) : bad('endpoint is no address of a server', 'one such as http://127.0.0.1:9000')
}

const optionNames: ReadonlySet<string> = new Set(['endpoint', 'region'])

const placeOf = (text: string): E.Either<BadStore, S3Place> => {
  const url = urlOf(text)
  if (url === null) return bad('it is no address', form)
  if (hasSecret(url)) return noSecret
  const { hostname: bucket, searchParams: options } = url
  if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucket) || url.port !== '')
    return bad('it has no name of a bucket', `one of 3 to 63 small letters, digits, "." and "-", as in ${form}`)
  const prefix = url.pathname.replace(/^\//, '').replace(/\/$/, '')
  if (prefix !== '' && !/^[A-Za-z0-9_-][A-Za-z0-9._-]*(\/[A-Za-z0-9_-][A-Za-z0-9._-]*)*$/.test(prefix))
    return bad('its prefix is none', 'names of letters, digits, ".", "_" and "-" with "/" between, such as farm/one')
  const stray = [...options.keys()].find((name) => !optionNames.has(name))
  if (stray !== undefined || url.hash !== '') return bad('it has something else in it than a place', form)
  const [endpoint, region] = [options.get('endpoint'), options.get('region')]
  if (region !== null && !/^[a-z0-9-]+$/.test(region))
    return bad('region is no name of one', 'one such as eu-central-1')
  const place = { bucket, prefix, ...(region === null ? {} : { region }) }
  return endpoint === null
    ? E.right(place)
    : E.map((address: string) => ({ ...place, endpoint: address }))(endpointOf(endpoint))
}

/**
 * A store as it is typed: a folder, or `s3://BUCKET/PREFIX?endpoint=URL&region=NAME`, of which all but the bucket may be
 * left out. Nothing is asked yet whether it is there. Errors: `BadStore`.
 */
export const openStore = (text: string): E.Either<BadStore, ObjectStore> => {
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(text)?.[1]?.toLowerCase()
  if (scheme === 's3') return E.map(s3Store)(placeOf(text))
  if (scheme !== undefined) return bad(`nothing can be stored at ${scheme}://`, `a folder, or ${form}`)
  return text.trim() === '' ? bad('its name is empty', `a folder, or ${form}`) : E.right(folderStore(text))
}
