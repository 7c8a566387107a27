import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { loadStableAudio } from '@sigmastream/model-sao'
import type { Recipe } from '@sigmastream/pipeline'
import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { afterAll, expect, it } from 'vitest'
import { filesOf } from '../src/files/render-files.js'
import type { Errands } from '../src/thread/errands.js'
import { type ModelKeeper, modelKeeper } from '../src/thread/model-keeper.js'
import type { News } from '../src/thread/protocol.js'
import { renderErrand } from '../src/thread/render.js'
import { helm } from '../src/thread/steer.js'
import { scratch } from './support.js'

const folder = scratch()
const checkpoint = fileURLToPath(new URL('../../../fixtures/tiny-sao/checkpoint', import.meta.url))

/** A keeper that writes down what becomes of the models that it loads, each by its number. */
const watchedKeeper = () => {
  const seen: string[] = []
  let count = 0
  const models = modelKeeper({
    load: (from, options) =>
      pipe(
        loadStableAudio(from, options),
        TE.map((model) => {
          const name = `${count++}`
          return {
            ...model,
            denoisers: (...asked: Parameters<typeof model.denoisers>) => {
              seen.push(`${name} computes`)
              return model.denoisers(...asked)
            },
            close: () => {
              seen.push(`${name} is closed`)
              return model.close()
            },
          }
        }),
      ),
  })
  afterAll(models.release)
  return { models, seen }
}

const rain: Recipe = { command: 'generate', prompt: 'rain', seconds: 0.2, steps: 2, seed: 3, threads: 1 }

let renders = 0
const render = async (models: ModelKeeper, recipe: Recipe, on: Partial<Errands> = {}) => {
  const at = join(folder, `render-${renders++}`)
  const result = await renderErrand(
    {
      _tag: 'Render',
      recipe,
      material: { input: null, exemplars: [], model: checkpoint, memory: Infinity },
      folder: at,
      from: null,
      every: null,
      previews: null,
      picture: true,
    },
    {
      tell: () => undefined,
      helm: helm(() => 0),
      signal: new AbortController().signal,
      models,
      now: () => 0,
      ...on,
    },
  )()
  return E.isLeft(result) ? result.left : readFileSync(filesOf(at).result('wav'))
}

it('a model is opened once for renders that ask for it, whatever became of the one before; their bytes are those of a render alone', async () => {
  const { models, seen } = watchedKeeper()
  const bell = { ...rain, prompt: 'a bell', seed: 4 }
  const first = await render(models, rain)
  const stop = new AbortController()
  const hear = (news: News): void => (news._tag === 'Step' ? stop.abort() : undefined)
  const cancelled = await render(models, { ...rain, steps: 9 }, { signal: stop.signal, tell: hear })
  const refused = await render(models, { ...rain, cfgInterval: [0.9, 0.1] })
  const second = await render(models, bell)
  expect([cancelled, refused]).toMatchObject([{ _tag: 'RenderStopped' }, { _tag: 'BadRecipe' }])
  expect(new Set(seen)).toEqual(new Set(['0 computes']))
  expect(second).toEqual(await render(watchedKeeper().models, bell))
  expect(second).not.toEqual(first)
})
