import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { fault } from '@sigmastream/render-thread/wire'
import { refusal } from './answers.js'

/** How a file is answered with: its media type, what it is saved as, and what tells it from another. */
export interface FileAnswer {
  readonly type: string
  readonly name?: string
  readonly etag?: string
}

/** A stretch of a file; the end is not included. */
interface Stretch {
  readonly start: number
  readonly end: number
}

/** What a range asks for; `null` where it asks for all, or for what is not served in parts; `none` where there is no such. */
export const stretchOf = (range: string | null, size: number): Stretch | null | 'none' => {
  const [, first = '', last = ''] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(range ?? '') ?? []
  if (first === '' && last === '') return null
  const [start, end] =
    first === ''
      ? [Math.max(0, size - Number(last)), size]
      : [Number(first), last === '' ? size : Math.min(size, Number(last) + 1)]
  if (first !== '' && last !== '' && Number(last) < Number(first)) return null
  return start < end ? { start, end } : 'none'
}

/** A name as a header has it: in ASCII, and in UTF-8 beside. */
const disposition = (name: string): string =>
  `attachment; filename="${name.replaceAll(/[^ -~]|["\\]/g, '_')}"; filename*=UTF-8''${encodeURIComponent(name).replaceAll(/['()*]/g, (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`)}`

/** A file, or the part of it that is asked for. A fault where it is not there. */
export const fileAnswer = async (
  request: Request,
  path: string,
  { type, name, etag }: FileAnswer,
): Promise<Response> => {
  const file = await open(path).catch(() => null)
  if (file === null) return refusal(fault('not-found', 'the file is not there', 'make it again'))
  const { size, mtimeMs } = await file.stat()
  const tag = `"${etag ?? `${size.toString(16)}-${Math.round(mtimeMs).toString(16)}`}"`
  const headers = new Headers({
    'content-type': type,
    'accept-ranges': 'bytes',
    etag: tag,
    'cache-control': 'private, no-cache',
  })
  if (name !== undefined) headers.set('content-disposition', disposition(name))
  const asked = request.headers
  if (asked.get('if-none-match') === tag) {
    await file.close()
    return new Response(null, { status: 304, headers })
  }
  const ifRange = asked.get('if-range')
  const stretch = ifRange === null || ifRange === tag ? stretchOf(asked.get('range'), size) : null
  if (stretch === 'none') {
    await file.close()
    return refusal(fault('wrong-range', `there are ${size} bytes`, 'ask for some of them'), {
      'content-range': `bytes */${size}`,
    })
  }
  const { start, end } = stretch ?? { start: 0, end: size }
  headers.set('content-length', String(end - start))
  if (stretch !== null) headers.set('content-range', `bytes ${start}-${end - 1}/${size}`)
  const status = stretch === null ? 200 : 206
  if (request.method === 'HEAD' || start === end) {
    await file.close()
    return new Response(null, { status, headers })
  }
  const stream = createReadStream('', { fd: file, start, end: end - 1 })
  return new Response(Readable.toWeb(stream), { status, headers })
}
