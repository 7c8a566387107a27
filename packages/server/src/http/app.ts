import { fault } from '@sigmastream/render-thread/wire'
import { either as E } from 'fp-ts'
import type { Context } from 'hono'
import { Hono } from 'hono'
import type { Route } from '../api/route.js'
import { type RouteName, routes } from '../api/routes.js'
import { refusal } from './answers.js'
import { explain, getModels, getSamplers, getSchedules } from './catalogue.js'
import { addDescription } from './description.js'
import { generateAudio } from './generate.js'
import { type Access, checkRequest, openedWith } from './guards.js'
import type { Handler } from './handler.js'
import { fromErrors } from './read-body.js'
import {
  addFork,
  addRender,
  addStop,
  getEvents,
  getFrame,
  getFrames,
  getPicture,
  getPreview,
  getRender,
  getRenders,
  getResult,
  removeRender,
} from './renders.js'
import { addSound, getSound, getSoundData } from './sounds.js'
import type { Studio } from './studio.js'

const handlers: Readonly<Record<RouteName, Handler>> = {
  addSound,
  sound: getSound,
  soundData: getSoundData,
  addRender,
  renders: getRenders,
  render: getRender,
  removeRender,
  events: getEvents,
  result: getResult,
  picture: getPicture,
  frames: getFrames,
  frame: getFrame,
  preview: getPreview,
  fork: addFork,
  stop: addStop,
  samplers: getSamplers,
  schedules: getSchedules,
  models: getModels,
  explain,
  generate: generateAudio,
}

/** What every answer says to a browser: it is of this page alone, and is what it says to be. */
const safety: Readonly<Record<string, string>> = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'x-frame-options': 'DENY',
}

const nothingAt = (path: string): Response =>
  refusal(fault('not-found', `there is nothing at ${path.slice(0, 200)}`, 'see /openapi.json for what there is'))

const isRouteName = (name: string): name is RouteName => name in routes

/** A handler behind the checks of its route: a parameter of no form leads nowhere, and a query of no form is refused. */
const behindChecks =
  (route: Route, handler: Handler, studio: Studio) =>
  async (context: Context): Promise<Response> => {
    const parameters = context.req.param()
    const named = Object.entries(route.parameters ?? {})
    if (named.some(([name, { codec }]) => !codec.is(parameters[name]))) return nothingAt(context.req.path)
    const query = context.req.query()
    for (const [name, { codec }] of Object.entries(route.query ?? {})) {
      const value = query[name]
      const read = value === undefined ? null : codec.decode(value)
      if (read !== null && E.isLeft(read)) return refusal({ ...fromErrors(read.left), message: `${name} is not taken` })
    }
    return handler({ request: context.req.raw, parameters, query }, studio)
  }

/**
 * The API as an application of the web: every route behind the guards, and an answer for all else. `access` says where it
 * listens, and `more` adds what is beside the API.
 */
export const studioApp = (studio: Studio, access: Access, more: (app: Hono) => void): Hono => {
  const app = new Hono()
  app.use(async (context, next) => {
    const refused = checkRequest(context.req.raw.headers, access)
    if (refused !== null) {
      // a page that was opened with the token has it as a cookie from then on
      const opened = refused.code === 'unauthorized' ? openedWith(context.req.raw, access) : null
      context.res = opened ?? refusal(refused, refused.code === 'unauthorized' ? { 'www-authenticate': 'Bearer' } : {})
    } else await next()
    for (const [name, value] of Object.entries(safety)) context.res.headers.set(name, value)
  })
  const methods = new Map<string, string[]>()
  for (const [name, route] of Object.entries(routes)) {
    if (!isRouteName(name)) continue
    app.on(route.method, route.path, behindChecks(route, handlers[name], studio))
    methods.set(route.path, [...(methods.get(route.path) ?? []), route.method])
  }
  for (const [path, allowed] of methods) {
    const allow = allowed.includes('GET') ? ['GET', 'HEAD', ...allowed.filter((one) => one !== 'GET')] : allowed
    app.all(path, ({ req }) =>
      refusal(fault('wrong-method', `${req.method} is not taken here`, `use ${allow.join(' or ')}`), {
        allow: allow.join(', '),
      }),
    )
  }
  addDescription(app)
  more(app)
  app.notFound(({ req }) => nothingAt(req.path))
  app.onError(() => refusal(fault('unexpected', 'the server met something that it did not expect', 'ask again')))
  return app
}
