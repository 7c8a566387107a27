import { hash, nullable, wholeNumber } from '@sigmastream/pipeline/recipe'
import * as t from 'io-ts'

/** A sampler: what it is, its order of accuracy, how often a step calls the model, and whether it adds noise of its own. */
const SamplerEntry = t.type({
  name: t.string,
  about: t.string,
  family: t.string,
  order: t.number,
  calls: t.string,
  memory: wholeNumber(0),
  stochastic: t.boolean,
})

/** Every sampler. */
export const SamplerList = t.type({ samplers: t.readonlyArray(SamplerEntry) })

/** A schedule, and which fields of a recipe it takes beside its steps. */
const ScheduleEntry = t.type({ name: t.string, takes: t.readonlyArray(t.string) })

/** Every schedule. */
export const ScheduleList = t.type({ schedules: t.readonlyArray(ScheduleEntry) })

/**
 * A model, as clients of OpenAI's API expect one, and more. `id` is what a recipe calls it; `text` whether it takes a
 * prompt; `sampleRate` and `seconds` what it makes, `null` where that follows the recording.
 */
export const ModelEntry = t.type({
  id: t.union([t.literal('exemplar'), hash]),
  object: t.literal('model'),
  created: wholeNumber(0),
  owned_by: t.string,
  name: t.string,
  text: t.boolean,
  sampleRate: nullable(wholeNumber(1)),
  seconds: t.union([t.number, t.null]),
})

/** See the codec of the same name. */
export type ModelEntry = Readonly<t.TypeOf<typeof ModelEntry>>

/** Every model that this server was started with. */
export const ModelList = t.type({ object: t.literal('list'), data: t.readonlyArray(ModelEntry) })
