import { AskedRecipe } from '@sigmastream/pipeline/recipe'
import { Explanation } from '@sigmastream/render-thread/wire'
import { AudioFaultAnswer, AudioRequest } from './audio-generation.js'
import { catalogueRoutes } from './routes/catalogue.js'
import { answer, bytes, json, type Routes } from './routes/parts.js'
import { renderRoutes } from './routes/renders.js'
import { soundRoutes } from './routes/sounds.js'

/** Every route, by its name: what the router serves and the documentation is made of. */
export const routes = {
  ...soundRoutes,
  ...renderRoutes,
  ...catalogueRoutes,
  explain: {
    method: 'POST',
    path: '/v1/explain',
    summary: 'what a recipe would do',
    about: 'The chain of steps, model calls, memory, noise and schedule, without rendering it.',
    body: { content: json(AskedRecipe), required: true },
    answers: [answer(200, 'what it would do', json(Explanation))],
    errors: [400, 404, 413, 422, 429],
  },
  generate: {
    method: 'POST',
    path: '/v1/audio/generate',
    summary: "sound from a prompt, for clients of OpenAI's API",
    about: 'Renders and answers with the file. Its errors have the shape that those clients read.',
    body: { content: json(AudioRequest), required: true },
    answers: [answer(200, 'the file', bytes('audio/*'))],
    errors: [400, 404, 409, 413, 422, 429, 507],
    errorCodec: AudioFaultAnswer,
  },
} as const satisfies Routes

/** The name of a route. */
export type RouteName = keyof typeof routes
