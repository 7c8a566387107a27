import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { decodeAudio } from '@sigmastream/audio'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { skippedUnless } from '../../../test/skipped-unless.js'
import { type StudioServer, serveStudio } from '../src/serve.js'
import { orThrow, scratch } from './support.js'

const folder = scratch()
const built = existsSync(new URL('../../render-thread/dist/thread/main.js', import.meta.url))
const checkpoint = fileURLToPath(new URL('../../../fixtures/tiny-sao/checkpoint', import.meta.url))
const state: { server: StudioServer | null; memory: number } = { server: null, memory: Infinity }
const url = (path: string): string => `${state.server?.url ?? ''}${path}`
const post = (path: string, body: object): Promise<Response> =>
  fetch(url(path), { method: 'POST', body: JSON.stringify(body) })
const json = async (answer: Promise<Response>) => JSON.parse(await (await answer).text())

describe(
  'a studio with Stable Audio Open',
  skippedUnless(built, 'packages/render-thread/dist is not built; npm run setup builds it'),
  () => {
    beforeAll(async () => {
      const availableMemory = (): number => state.memory
      const options = { folder: join(folder, 'studio'), port: 0, models: [checkpoint], availableMemory }
      state.server = orThrow(await serveStudio(options)())
    })
    afterAll(() => state.server?.close())

    it('names it by what it is, and makes sound of a prompt with it, in any precision', async () => {
      const { data } = await json(fetch(url('v1/models')))
      expect(data[1]).toMatchObject({
        object: 'model',
        name: 'checkpoint',
        text: true,
        fillsGaps: false,
        sampleRate: expect.any(Number),
      })
      const recipe = {
        command: 'generate',
        prompt: 'rain',
        model: data[1].id,
        steps: 2,
        seed: 3,
        seconds: 0.2,
        threads: 1,
      }
      for (const asked of [recipe, { ...recipe, precision: 'fp16-weights' }]) {
        const { id } = await json(post('v1/renders', asked))
        await (await fetch(url(`v1/renders/${id}/events`))).text()
        const render = await json(fetch(url(`v1/renders/${id}`)))
        expect(render).toMatchObject({ state: 'done', error: null, recipe: { model: data[1].id } })
        const again = await json(post('v1/renders', render.whole))
        expect(again.error).toBe(null)
        await (await fetch(url(`v1/renders/${again.id}/events`))).text()
      }
      // what the model takes that is kept for the next render is not missing
      const { peakBytes } = await json(post('v1/explain', recipe))
      state.memory = peakBytes - 1
      expect(await json(post('v1/explain', recipe))).toMatchObject({ peakBytes })
      state.memory = Infinity
    })

    it('answers clients that ask for sound as they ask others', async () => {
      const asked = {
        input: 'rain',
        model: 'checkpoint',
        response_format: 'flac',
        audio_length: 0.2,
        num_inference_steps: 2,
        seed: 3,
      }
      const answer = await post('v1/audio/generate', asked)
      expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'audio/flac'])
      const sound = orThrow(await decodeAudio(new Uint8Array(await answer.arrayBuffer()), 'a.flac')())
      expect(sound.channels).toHaveLength(2)
      const wrong = await post('v1/audio/generate', { ...asked, speed: 2 })
      expect([wrong.status, (await json(Promise.resolve(wrong))).error]).toMatchObject([
        400,
        { type: 'invalid_request_error', code: 'bad-request' },
      ])
      expect((await post('v1/audio/generate', { ...asked, model: 'other' })).status).toBe(404)
    })
  },
)

it('a folder that is no model ends the start, and says why', async () => {
  const served = await serveStudio({ folder: join(folder, 'other'), port: 0, models: [folder] })()
  expect(served).toMatchObject({ left: { code: 'bad-recipe', message: expect.stringContaining(folder) } })
})
