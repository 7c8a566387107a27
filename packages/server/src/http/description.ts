import { version } from '@sigmastream/pipeline'
import type { Hono } from 'hono'
import { openApiOf } from '../openapi/document.js'
import { referenceOf } from '../openapi/reference.js'

/** The reference is text and its own style: it runs nothing, loads nothing, and stands in no other page. */
const policy =
  "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

/** Serves what the API says of itself: for programs at `/openapi.json`, for people at `/reference`. */
export const addDescription = (app: Hono): void => {
  const document = JSON.stringify(openApiOf({ version }))
  const page = referenceOf({ version })
  app.get(
    '/openapi.json',
    () => new Response(document, { headers: { 'content-type': 'application/json; charset=utf-8' } }),
  )
  app.get(
    '/reference',
    () =>
      new Response(page, {
        headers: { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': policy },
      }),
  )
}
