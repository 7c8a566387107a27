import { AskedRecipe, wholeRecipe } from '@sigmastream/pipeline/recipe'
import { nameOfResult } from '@sigmastream/render-thread'
import { type Fault, fault, type ResultFile } from '@sigmastream/render-thread/wire'
import { either as E } from 'fp-ts'
import * as t from 'io-ts'
import { ForkRequest, StopRequest } from '../api/changes.js'
import { FrameList, Render, RenderList } from '../api/render.js'
import { addRecipe, forkRender, stopRender } from '../room/new-renders.js'
import type { AddedRender } from '../room/room.js'
import { json, refusal } from './answers.js'
import { eventStream } from './event-stream.js'
import { fileAnswer } from './file-answer.js'
import type { Handler } from './handler.js'
import { readBody } from './read-body.js'
import type { Studio } from './studio.js'

const noRender = (id: string): Response =>
  refusal(fault('no-such-render', `there is no render ${id}`, 'give one of GET /v1/renders'))

/** Seconds after which a full queue is asked again: when the one that runs should be done, if that is known. */
const retryAfter = ({ room }: Studio): string => {
  const left = room.all().find(({ state }) => state === 'running')?.secondsLeft ?? 10
  return String(Math.min(600, Math.max(1, Math.ceil(left))))
}

/** A refusal, which says of a full queue when to ask again. */
export const refusalOf = (error: Fault, studio: Studio): Response =>
  refusal(error, error.code === 'queue-full' ? { 'retry-after': retryAfter(studio) } : {})

const answerAdded = (added: E.Either<Fault, AddedRender>, studio: Studio): Response =>
  E.isLeft(added) ? refusalOf(added.left, studio) : json(Render, added.right.render, added.right.isNew ? 201 : 200)

/** `POST /v1/renders`. */
export const addRender: Handler = async ({ request }, studio) => {
  const recipe = await readBody(request, AskedRecipe, studio.limits.json)
  return E.isLeft(recipe)
    ? refusal(recipe.left)
    : answerAdded(await addRecipe(studio.room, wholeRecipe(recipe.right)), studio)
}

/** `GET /v1/renders`. */
export const getRenders: Handler = async (_, { room }) => json(RenderList, { renders: room.all() })

/** `GET /v1/renders/:id`. */
export const getRender: Handler = async ({ parameters: { id = '' } }, { room }) => {
  const render = room.get(id)
  return render === undefined ? noRender(id) : json(Render, render)
}

/** `DELETE /v1/renders/:id`. */
export const removeRender: Handler = async ({ parameters: { id = '' } }, { room }) => {
  const removed = await room.remove(id)
  if (removed === undefined) return noRender(id)
  return removed === null ? new Response(null, { status: 204 }) : json(Render, removed)
}

/** `GET /v1/renders/:id/events`. */
export const getEvents: Handler = async ({ request, parameters: { id = '' } }, { room }) => {
  const log = room.log(id)
  if (log === undefined) return noRender(id)
  const after = Number(request.headers.get('last-event-id') ?? 0)
  const headers = { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store' }
  if (request.method === 'HEAD') return new Response(null, { headers })
  return new Response(eventStream(log, Number.isSafeInteger(after) ? after : 0), { headers })
}

/** The result of a render that is done. */
const resultOf = ({ room }: Studio, id: string): E.Either<Fault, ResultFile> => {
  const render = room.get(id)
  if (render === undefined)
    return E.left(fault('no-such-render', `there is no render ${id}`, 'give one of GET /v1/renders'))
  return render.result === null
    ? E.left(fault('not-done', `the render is ${render.state}`, 'wait until it is done'))
    : E.right(render.result)
}

/** The result of a render in a container: as it was made, or stored otherwise when that is first asked for. */
export const resultAnswer = async (
  request: Request,
  studio: Studio,
  id: string,
  format: 'wav' | 'flac',
): Promise<Response> => {
  const files = studio.room.files(id)
  const [made, path] = [files.result('wav'), files.result(format)]
  const answer = (): Promise<Response> =>
    fileAnswer(request, path, {
      type: `audio/${format}`,
      name: nameOfResult(studio.room.get(id)?.recipe ?? { command: 'generate' }, format),
      etag: `${id}-${format}`,
    })
  if (format === 'wav') return answer()
  const there = await answer()
  if (there.status !== 404) return there
  const stored = await studio.errands.run({ _tag: 'Convert', from: made, to: path }, t.null)
  return E.isLeft(stored) ? refusal(stored.left) : answer()
}

/** `GET /v1/renders/:id/result`. */
export const getResult: Handler = async ({ request, parameters: { id = '' }, query }, studio) => {
  const result = resultOf(studio, id)
  return E.isLeft(result)
    ? refusal(result.left)
    : resultAnswer(request, studio, id, query['format'] === 'flac' ? 'flac' : 'wav')
}

/** `GET /v1/renders/:id/picture`. */
export const getPicture: Handler = async ({ request, parameters: { id = '' } }, studio) => {
  const result = resultOf(studio, id)
  return E.isLeft(result)
    ? refusal(result.left)
    : fileAnswer(request, studio.room.files(id).picture, { type: 'image/png' })
}

/** `GET /v1/renders/:id/frames`. */
export const getFrames: Handler = async ({ parameters: { id = '' } }, { room }) =>
  room.get(id) === undefined ? noRender(id) : json(FrameList, { frames: await room.frames(id) })

/** `GET /v1/renders/:id/frames/:i`. */
export const getFrame: Handler = async ({ request, parameters: { id = '', i = '' } }, { room }) =>
  room.get(id) === undefined
    ? noRender(id)
    : fileAnswer(request, room.files(id).frame(Number(i)), {
        type: 'application/octet-stream',
        name: `frame-${Number(i)}.safetensors`,
      })

/** `GET /v1/renders/:id/previews/:i`. */
export const getPreview: Handler = async ({ request, parameters: { id = '', i = '' } }, { room }) =>
  room.get(id) === undefined
    ? noRender(id)
    : fileAnswer(request, room.files(id).preview(Number(i)), { type: 'audio/wav' })

/** `POST /v1/renders/:id/fork`. */
export const addFork: Handler = async ({ request, parameters: { id = '' } }, studio) => {
  const asked = await readBody(request, ForkRequest, studio.limits.json)
  return E.isLeft(asked) ? refusal(asked.left) : answerAdded(await forkRender(studio.room, id, asked.right), studio)
}

/** `POST /v1/renders/:id/stop`. */
export const addStop: Handler = async ({ request, parameters: { id = '' } }, studio) => {
  const asked = await readBody(request, StopRequest, studio.limits.json, false)
  return E.isLeft(asked) ? refusal(asked.left) : answerAdded(await stopRender(studio.room, id, asked.right), studio)
}
