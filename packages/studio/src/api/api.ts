import {
  Explanation,
  type ForkRequest,
  type ModelEntry,
  ModelList,
  Render,
  RenderList,
  SamplerList,
  Sound,
  type StopRequest,
} from '@sigmastream/server/api'
import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts'
import { askFor, askForJson, type Fetch, jsonPost } from './ask.js'
import type { Problem } from './problem.js'

/** What an ask of the server gives. */
export type Ask<A> = TE.TaskEither<Problem, A>

/** A recipe as JSON: it is checked by the server, which says what is wrong with it by its fields. */
export type RecipeJson = Readonly<Record<string, unknown>>

/** The server's API, as far as the page asks for it. */
export interface Api {
  readonly addSound: (name: string, bytes: Blob) => Ask<Sound>
  readonly sound: (id: string) => Ask<Sound>
  readonly bytes: (path: string) => Ask<ArrayBuffer>
  readonly renders: Ask<readonly Render[]>
  readonly addRender: (recipe: RecipeJson) => Ask<Render>
  readonly render: (id: string) => Ask<Render>
  readonly removeRender: (id: string) => Ask<void>
  readonly fork: (id: string, request: ForkRequest) => Ask<Render>
  readonly stop: (id: string, request: StopRequest) => Ask<Render>
  readonly models: Ask<readonly ModelEntry[]>
  /** The names of the samplers that draw noise on their way. */
  readonly noisySamplers: Ask<readonly string[]>
  readonly explain: (recipe: RecipeJson) => Ask<Explanation>
  readonly schema: Ask<unknown>
}

/** The address of a sound's file. */
export const soundPath = (id: string): string => `/v1/sounds/${id}/data`

/** The address of what a render made, in a container of choice. */
export const resultPath = (id: string, format?: 'wav' | 'flac'): string =>
  `/v1/renders/${id}/result${format === undefined ? '' : `?format=${format}`}`

/** The API by a `fetch`. */
export const apiBy = (fetch: Fetch): Api => {
  const [ask, askJson] = [askFor(fetch), askForJson(fetch)]
  const renderOf = (path: string, init?: RequestInit): Ask<Render> => askJson(Render, path, init)
  return {
    addSound: (name, bytes) =>
      askJson(Sound, `/v1/sounds?name=${encodeURIComponent(name)}`, { method: 'POST', body: bytes }),
    sound: (id) => askJson(Sound, `/v1/sounds/${id}`),
    bytes: (path) =>
      pipe(
        ask(path),
        TE.flatMap((response) =>
          TE.tryCatch(
            () => response.arrayBuffer(),
            (): Problem => ({ _tag: 'Unreachable' }),
          ),
        ),
      ),
    renders: pipe(
      askJson(RenderList, '/v1/renders'),
      TE.map(({ renders }) => renders),
    ),
    addRender: (recipe) => renderOf('/v1/renders', jsonPost(recipe)),
    render: (id) => renderOf(`/v1/renders/${id}`),
    removeRender: (id) =>
      pipe(
        ask(`/v1/renders/${id}`, { method: 'DELETE' }),
        TE.map(() => undefined),
      ),
    fork: (id, request) => renderOf(`/v1/renders/${id}/fork`, jsonPost(request)),
    stop: (id, request) => renderOf(`/v1/renders/${id}/stop`, jsonPost(request)),
    models: pipe(
      askJson(ModelList, '/v1/models'),
      TE.map(({ data }) => data),
    ),
    noisySamplers: pipe(
      askJson(SamplerList, '/v1/samplers'),
      TE.map(({ samplers }) => samplers.filter(({ stochastic }) => stochastic).map(({ name }) => name)),
    ),
    explain: (recipe) => askJson(Explanation, '/v1/explain', jsonPost(recipe)),
    schema: askJson(t.unknown, '/openapi.json'),
  }
}
