import { ModelList, SamplerList, ScheduleList } from '../catalogue.js'
import { answer, json, type Routes } from './parts.js'

/** What there is to choose from. */
export const catalogueRoutes = {
  samplers: {
    method: 'GET',
    path: '/v1/samplers',
    summary: 'every sampler',
    about: 'How often it calls the model in a step, and whether it adds noise of its own.',
    answers: [answer(200, 'the samplers', json(SamplerList))],
    errors: [],
  },
  schedules: {
    method: 'GET',
    path: '/v1/schedules',
    summary: 'every schedule',
    about: 'Which fields of a recipe it takes beside its steps.',
    answers: [answer(200, 'the schedules', json(ScheduleList))],
    errors: [],
  },
  models: {
    method: 'GET',
    path: '/v1/models',
    summary: 'every model of this server',
    about: "The embedded one, and those of `--model`. In the shape of OpenAI's API, with more in it.",
    answers: [answer(200, 'the models', json(ModelList))],
    errors: [],
  },
} as const satisfies Routes
