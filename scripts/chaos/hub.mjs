// A hub that serves one checkpoint, as the Hugging Face hub does: what `model pull` is killed at.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { pathsIn } from './files.mjs'

const commit = '0123456789abcdef0123456789abcdef01234567'

/** The name of the repository. */
export const repository = 'chaos/checkpoint'

/** Bytes of one piece of an answer, and how long the next waits: slow enough to be killed between them. */
const piece = 16_384
const pause = 5

/** Serves the checkpoint in a folder: where it is reached, and what ends it. */
export const startHub = async (folder) => {
  const files = new Map(pathsIn(folder).map((path) => [path, readFileSync(join(folder, path))]))
  const siblings = [...files].map(([rfilename, bytes]) => ({
    rfilename,
    size: bytes.length,
    blobId: createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex'),
    ...(rfilename.endsWith('.safetensors')
      ? { lfs: { sha256: createHash('sha256').update(bytes).digest('hex'), size: bytes.length } }
      : {}),
  }))
  const server = createServer(async ({ url = '', headers }, response) => {
    if (url.startsWith('/api/')) return response.end(JSON.stringify({ sha: commit, siblings }))
    const name = decodeURIComponent(url.split(`/resolve/${commit}/`)[1] ?? '')
    const bytes = files.get(name)
    if (bytes === undefined) return response.writeHead(404).end()
    const from = Number(/^bytes=(\d+)-$/.exec(headers.range ?? '')?.[1] ?? 0)
    const range = from > 0 ? { 'content-range': `bytes ${from}-${bytes.length - 1}/${bytes.length}` } : {}
    response.writeHead(from > 0 ? 206 : 200, { 'content-length': bytes.length - from, ...range })
    for (let at = from; at < bytes.length; at += piece) {
      if (response.destroyed) return undefined
      response.write(bytes.subarray(at, at + piece))
      await new Promise((resolve) => setTimeout(resolve, pause))
    }
    return response.end()
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { endpoint: `http://127.0.0.1:${server.address().port}`, close: () => server.close() }
}
