import { basename } from 'node:path'
import { fieldsOfSchedule, type ScheduleName } from '@sigmastream/pipeline'
import { AskedRecipe, scheduleNames, wholeRecipe } from '@sigmastream/pipeline/recipe'
import { type Checkpoint, Explanation, fault } from '@sigmastream/render-thread/wire'
import { catalogue } from '@sigmastream/samplers'
import { either as E } from 'fp-ts'
import { type ModelEntry, ModelList, SamplerList, ScheduleList } from '../api/catalogue.js'
import { placeRecipe, toldRecipe } from '../room/material-of.js'
import { askedRecipe } from '../room/render-id.js'
import { json, refusal } from './answers.js'
import type { Handler } from './handler.js'
import { readBody } from './read-body.js'
import { refusalOf } from './renders.js'

const samplers = catalogue.map(({ name, family, order, calls, memory, stochastic, reference }) => ({
  name,
  about: `${family}, order ${order}: ${reference}`,
  family,
  order,
  calls,
  memory,
  stochastic,
}))

const isScheduleName = (name: string): name is ScheduleName => name in scheduleNames

const schedules = Object.keys(scheduleNames)
  .filter(isScheduleName)
  .map((name) => ({ name, takes: fieldsOfSchedule(name) }))

const embeddedEntry: ModelEntry = {
  id: 'exemplar',
  object: 'model',
  created: 0,
  owned_by: 'sigmastream',
  name: 'learns from your recording',
  text: false,
  fillsGaps: false,
  sampleRate: null,
  seconds: null,
}

const entryOf = ({ folder, identities: [id = ''], sampleRate, seconds, fillsGaps }: Checkpoint): ModelEntry => ({
  ...embeddedEntry,
  id,
  name: basename(folder),
  text: true,
  fillsGaps,
  sampleRate,
  seconds,
})

/** `GET /v1/samplers`. */
export const getSamplers: Handler = async () => json(SamplerList, { samplers })

/** `GET /v1/schedules`. */
export const getSchedules: Handler = async () => json(ScheduleList, { schedules })

/** `GET /v1/models`. */
export const getModels: Handler = async (_, { shelf: { models } }) =>
  json(ModelList, { object: 'list', data: [embeddedEntry, ...models.map(entryOf)] })

/** `POST /v1/explain`. */
export const explain: Handler = async ({ request }, studio) => {
  const { shelf, errands, limits } = studio
  const asked = await readBody(request, AskedRecipe, limits.json)
  if (E.isLeft(asked)) return refusal(asked.left)
  const placed = placeRecipe(shelf, askedRecipe(wholeRecipe(asked.right)))
  if (E.isLeft(placed)) return refusal(placed.left)
  if (errands.waiting() >= limits.errands)
    return refusalOf(fault('queue-full', `${errands.waiting()} explanations wait already`, 'ask again later'), studio)
  const { recipe, material } = placed.right
  const explained = await errands.run(
    { _tag: 'Explain', recipe: toldRecipe(shelf, recipe), material },
    Explanation,
    undefined,
    request.signal,
  )
  return E.isLeft(explained) ? refusal(explained.left) : json(Explanation, explained.right)
}
