import { hash, nullable, wholeNumber, withAbout } from '@sigmastream/pipeline/recipe'
import * as t from 'io-ts'

/** A sampler: what it is, its order of accuracy, how often a step calls the model, and whether it adds noise of its own. */
const SamplerEntry = t.type(
  withAbout(
    {
      name: t.string,
      about: t.string,
      family: t.string,
      order: t.number,
      calls: t.string,
      memory: wholeNumber(0),
      stochastic: t.boolean,
    },
    {
      name: 'what a recipe calls it',
      about: 'what it is',
      family: 'whose kin it is',
      order: 'how fast its error falls with more steps',
      calls: 'how often a step calls the model',
      memory: 'how many past estimates a step reads',
      stochastic: 'whether it adds noise of its own',
    },
  ),
)

/** Every sampler. */
export const SamplerList = t.type(
  withAbout(
    { samplers: t.readonlyArray(SamplerEntry) },
    {
      samplers: 'every sampler',
    },
  ),
)

/** A schedule, and which fields of a recipe it takes beside its steps. */
const ScheduleEntry = t.type(
  withAbout(
    { name: t.string, takes: t.readonlyArray(t.string) },
    {
      name: 'what a recipe calls it',
      takes: 'which fields of a recipe it takes beside its steps',
    },
  ),
)

/** Every schedule. */
export const ScheduleList = t.type(
  withAbout(
    { schedules: t.readonlyArray(ScheduleEntry) },
    {
      schedules: 'every schedule',
    },
  ),
)

/**
 * A model, as clients of OpenAI's API expect one, and more. `id` is what a recipe calls it; `text` whether it takes a
 * prompt; `fillsGaps` whether it fills gaps itself; `sampleRate` and `seconds` what it makes, `null` where that follows the recording.
 */
export const ModelEntry = t.type(
  withAbout(
    {
      id: t.union([t.literal('exemplar'), hash]),
      object: t.literal('model'),
      created: wholeNumber(0),
      owned_by: t.string,
      name: t.string,
      text: t.boolean,
      fillsGaps: t.boolean,
      sampleRate: nullable(wholeNumber(1)),
      seconds: t.union([t.number, t.null]),
    },
    {
      id: 'what a recipe calls it',
      object: "the kind of this object, as OpenAI's API says it",
      created: 'when it was made, in seconds since 1970; 0 where that is not known',
      owned_by: 'whose it is',
      name: 'what people call it',
      text: 'whether it takes a prompt',
      fillsGaps: 'whether it was trained to fill gaps, which the methods native and both are for',
      sampleRate: 'the sample rate of what it makes; null where that is as the recording',
      seconds: 'the longest that it makes at once; null where that is as the recording',
    },
  ),
)

/** See the codec of the same name. */
export type ModelEntry = Readonly<t.TypeOf<typeof ModelEntry>>

/** Every model that this server was started with. */
export const ModelList = t.type(
  withAbout(
    { object: t.literal('list'), data: t.readonlyArray(ModelEntry) },
    {
      object: "the kind of this object, as OpenAI's API says it",
      data: 'every model',
    },
  ),
)
