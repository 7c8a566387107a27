import { basename } from 'node:path'
import { type Fault, fault } from '@sigmastream/render-thread/wire'
import { either as E } from 'fp-ts'
import { AudioFaultAnswer, AudioRequest } from '../api/audio-generation.js'
import { addRecipe } from '../room/new-renders.js'
import { json, statusOf } from './answers.js'
import type { Handler } from './handler.js'
import { readBody } from './read-body.js'
import { refusalOf, resultAnswer } from './renders.js'
import type { Studio } from './studio.js'

const typeOf = (status: number): string =>
  status >= 500 ? 'server_error' : status === 429 ? 'rate_limit_error' : 'invalid_request_error'

const paramOf = ({ code }: Fault): string | null => (code === 'no-such-model' ? 'model' : null)

/** A fault in the shape that clients of OpenAI's API read. */
const answerOf = (error: Fault, studio: Studio): Response => {
  const { status, headers } = refusalOf(error, studio)
  const message = `${error.message}; ${error.right}`
  const answer = json(
    AudioFaultAnswer,
    { error: { message, type: typeOf(status), param: paramOf(error), code: error.code } },
    statusOf(error),
  )
  const retry = headers.get('retry-after')
  if (retry !== null) answer.headers.set('retry-after', retry)
  return answer
}

/** The model that was asked for, by its id or its name; the first that takes a prompt where none was. */
const modelOf = ({ shelf: { models } }: Studio, asked: string | undefined): E.Either<Fault, string> => {
  const found = models.find(
    ({ identities, folder }) => asked === undefined || identities.includes(asked) || basename(folder) === asked,
  )
  const [id] = found?.identities ?? []
  return E.fromNullable(
    fault(
      'no-such-model',
      asked === undefined ? 'no model here takes a prompt' : `there is no model ${asked} that takes a prompt`,
      'start the server with --model and the folder of a Stable Audio checkpoint',
    ),
  )(id)
}

/** Resolves when a render is over. */
const untilOver = ({ room }: Studio, id: string): Promise<void> =>
  new Promise((resolve) => {
    const log = room.log(id)
    if (log === undefined || log.isOver()) return resolve()
    const unwatch = log.watch(() => {
      if (!log.isOver()) return
      unwatch()
      resolve()
    })
  })

/** `POST /v1/audio/generate`: renders, waits and answers with the file. */
export const generateAudio: Handler = async ({ request }, studio) => {
  const read = await readBody(request, AudioRequest, studio.limits.json)
  if (E.isLeft(read)) return answerOf(read.left, studio)
  const asked = read.right
  const model = modelOf(studio, asked.model)
  if (E.isLeft(model)) return answerOf(model.left, studio)
  const {
    negative_prompt: negative,
    guidance_scale: cfg,
    num_inference_steps: steps,
    audio_length: seconds,
    seed,
  } = asked
  const added = await addRecipe(studio.room, {
    command: 'generate',
    prompt: asked.input,
    model: model.right,
    ...(negative === undefined ? {} : { negative }),
    ...(cfg === undefined ? {} : { cfg }),
    ...(steps === undefined ? {} : { steps }),
    ...(seconds === undefined ? {} : { seconds }),
    ...(seed === undefined ? {} : { seed }),
  })
  if (E.isLeft(added)) return answerOf(added.left, studio)
  const { id } = added.right.render
  await untilOver(studio, id)
  const render = studio.room.get(id)
  return render?.state === 'done'
    ? resultAnswer(request, studio, id, asked.response_format ?? 'wav')
    : answerOf(render?.error ?? fault('cancelled', 'it was cancelled', 'ask again'), studio)
}
