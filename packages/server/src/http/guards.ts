import { createHash, timingSafeEqual } from 'node:crypto'
import { type Fault, fault } from '@sigmastream/render-thread/wire'

/** Where a server listens, and the token that it asks for; `null` where it asks for none. */
export interface Access {
  readonly host: string
  readonly port: number
  readonly token: string | null
}

const loopback = ['localhost', '127.0.0.1', '[::1]']

/** Whether nobody but this machine reaches a host. */
export const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host)

/** Any address of the machine: then any name may lead here, and the token alone tells who may come in. */
const isEveryAddress = (host: string): boolean => host === '0.0.0.0' || host === '::'

/** Names that lead to the server, with its port. */
const namesOf = ({ host, port }: Access): readonly string[] => {
  const names = [...loopback, host.includes(':') ? `[${host}]` : host.toLowerCase()]
  return names.flatMap((name) => [`${name}:${port}`, ...(port === 80 ? [name] : [])])
}

/** The name of the cookie that carries the token. */
const tokenCookie = 'sigmastream-token'

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()

/** Whether a text is the token, in a time that says nothing of it. */
const isToken = (text: string, token: string): boolean => timingSafeEqual(digest(text), digest(token))

const cookieIn = (header: string): string =>
  header
    .split(';')
    .map((pair) => pair.trim())
    .find((pair) => pair.startsWith(`${tokenCookie}=`))
    ?.slice(tokenCookie.length + 1) ?? ''

const mayEnter = (headers: Headers, token: string): boolean => {
  const [, bearer = ''] = /^Bearer (.+)$/.exec(headers.get('authorization') ?? '') ?? []
  return isToken(bearer, token) || isToken(cookieIn(headers.get('cookie') ?? ''), encodeURIComponent(token))
}

/**
 * Whether a request may be answered: its Host is this server, so that no other site's name leads here; its Origin, if it has
 * one, is this server's page; and it has the token, if there is one.
 */
export const checkRequest = (headers: Headers, access: Access): Fault | null => {
  const host = (headers.get('host') ?? '').toLowerCase()
  const names = namesOf(access)
  if (!names.includes(host) && !isEveryAddress(access.host))
    return fault('forbidden', `the Host is ${host.slice(0, 80)}`, `ask for http://${names[0]}`)
  const origin = headers.get('origin')
  if (origin !== null && origin !== `http://${host}`)
    return fault('forbidden', 'the request is from the page of another site', 'open the page of this server')
  if (access.token === null || mayEnter(headers, access.token)) return null
  return fault('unauthorized', 'the token is missing', 'send it as Authorization: Bearer TOKEN, or open /?token=TOKEN')
}

/** The answer to a page that is opened with the token in its address: the token as a cookie, and the address without it. */
export const openedWith = (request: Request, { token }: Access): Response | null => {
  const { pathname, searchParams } = new URL(request.url)
  const given = searchParams.get('token')
  if (token === null || given === null || request.method !== 'GET' || pathname !== '/' || !isToken(given, token))
    return null
  const cookie = `${tokenCookie}=${encodeURIComponent(token)}; Path=/; HttpOnly; SameSite=Strict`
  return new Response(null, { status: 303, headers: { location: '/', 'set-cookie': cookie } })
}
