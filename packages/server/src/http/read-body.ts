import { showValue } from '@sigmastream/pipeline'
import { faultOf } from '@sigmastream/pipeline/recipe'
import { type Fault, fault } from '@sigmastream/render-thread/wire'
import { decodeJson, describeJsonFault } from '@sigmastream/tensor-files'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type * as t from 'io-ts'

/** All of a body, where it has at most so many bytes. */
const readBytes = async (
  body: ReadableStream<Uint8Array> | null,
  most: number,
): Promise<E.Either<Fault, Uint8Array>> => {
  const parts: Uint8Array[] = []
  let bytes = 0
  if (body === null) return E.right(new Uint8Array())
  const reader = body.getReader()
  for (;;) {
    const { done, value } = await reader.read()
    if (done) break
    bytes += value.length
    if (bytes > most) {
      void reader.cancel().catch(() => undefined)
      return E.left(fault('too-large', `the body has more than ${most} bytes`, `send at most ${most} bytes`))
    }
    parts.push(value)
  }
  return E.right(Buffer.concat(parts))
}

/** What a codec says of a value that is none of its own. */
export const fromErrors = (errors: t.Errors): Fault => {
  const { field, value, right } = faultOf(errors)
  return fault('bad-request', `${field === '' ? 'the body' : field} is ${showValue(value)}`, `give ${right}`)
}

/** The value of a body of JSON; an empty body is `{}` where it may be left out. Errors: too large, no JSON, another value. */
export const readBody = async <A>(
  request: Request,
  codec: t.Type<A, unknown>,
  most: number,
  required = true,
): Promise<E.Either<Fault, A>> => {
  const read = await readBytes(request.body, most)
  if (E.isLeft(read)) return read
  if (read.right.length === 0 && !required) return pipe(codec.decode({}), E.mapLeft(fromErrors))
  return pipe(
    decodeJson(read.right),
    E.mapLeft((wrong) => fault('bad-json', describeJsonFault(wrong), 'send JSON in UTF-8')),
    E.flatMap((value) => pipe(codec.decode(value), E.mapLeft(fromErrors))),
  )
}
