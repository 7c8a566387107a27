import type { Fault } from '@sigmastream/render-thread/wire'
import type * as t from 'io-ts'
import { FaultAnswer } from '../api/fault-answer.js'

/** The status of a fault by its code; what is not here is a fault in what was sent. */
const statuses: Readonly<Record<string, number>> = {
  'bad-recipe': 422,
  'no-sound': 422,
  'render-failed': 422,
  unauthorized: 401,
  forbidden: 403,
  'not-found': 404,
  'no-such-render': 404,
  'no-such-sound': 404,
  'no-such-model': 404,
  'wrong-method': 405,
  'not-running': 409,
  'not-done': 409,
  'not-prepared': 409,
  'cannot-stop': 409,
  over: 409,
  cancelled: 409,
  'too-large': 413,
  'wrong-range': 416,
  'queue-full': 429,
  unexpected: 500,
  'thread-ended': 500,
  'disk-full': 507,
  'disk-failed': 507,
}

/** The status of a fault. */
export const statusOf = ({ code }: Fault): number => statuses[code] ?? 400

/** An answer as JSON, as its codec has it. */
export const json = <A>(codec: t.Type<A, unknown, unknown>, value: A, status = 200): Response =>
  new Response(JSON.stringify(codec.encode(value)), {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' },
  })

/** A fault as an answer; `headers` say more of it. */
export const refusal = (error: Fault, headers: Readonly<Record<string, string>> = {}): Response => {
  const answer = json(FaultAnswer, { error }, statusOf(error))
  for (const [name, value] of Object.entries(headers)) answer.headers.set(name, value)
  return answer
}
