import { readdir } from 'node:fs/promises'
import { extname, join, relative, sep } from 'node:path'
import type { Hono } from 'hono'
import { fileAnswer } from './file-answer.js'

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.wav': 'audio/wav',
  '.flac': 'audio/flac',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
}

/** What a page may load: itself, and what it makes. Nothing of it comes from elsewhere. */
const policy =
  "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; media-src 'self' data: blob:; " +
  "connect-src 'self' data: blob:; worker-src 'self' blob:; font-src 'self' data:; object-src 'none'; base-uri 'none'; " +
  "frame-ancestors 'none'; form-action 'self'"

const notBuilt = `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>sigmastream studio</title>
<body style="font: 1rem/1.5 system-ui; margin: 4rem auto; max-width: 36rem; padding: 0 1rem">
<h1>The page is not built</h1>
<p>The server runs, and answers at <a href="/v1/models">/v1/models</a> and the rest of its API.
In a clone, <code>npm run studio</code> builds the page and opens it.</p>
</body></html>
`

/** A path whose letters are no longer written as `%20`; as it is where they are written wrongly. */
const decodePath = (path: string): string => {
  try {
    return decodeURI(path)
  } catch {
    return path
  }
}

/** Files of a folder by their paths on the web; looked up, so that no path leads out of it. */
const filesIn = async (folder: string): Promise<ReadonlyMap<string, string>> => {
  const found = await readdir(folder, { recursive: true, withFileTypes: true })
  const paths = found.filter((one) => one.isFile()).map((one) => join(one.parentPath ?? one.path, one.name))
  return new Map(paths.map((path) => [`/${relative(folder, path).split(sep).join('/')}`, path]))
}

/** Serves a page from a folder, `index.html` at `/`; a page that says so where there is none. */
export const addPage = async (folder: string | null): Promise<(app: Hono) => void> => {
  const files = folder === null ? new Map<string, string>() : await filesIn(folder).catch(() => new Map())
  const index = files.get('/index.html')
  return (app) => {
    app.get('*', async ({ req }, next) => {
      const path = req.path === '/' ? index : files.get(decodePath(req.path))
      if (path === undefined)
        return req.path === '/'
          ? new Response(notBuilt, {
              headers: { 'content-type': types['.html'] ?? '', 'content-security-policy': policy },
            })
          : next()
      const answer = await fileAnswer(req.raw, path, { type: types[extname(path)] ?? 'application/octet-stream' })
      answer.headers.set('content-security-policy', policy)
      return answer
    })
  }
}
