import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { farmStore, folderStore, machineClock, openEngine, runWorker, threadMaker } from '@sigmastream/farm'
import { workThread } from '@sigmastream/render-thread'
import { describe, expect, it } from 'vitest'
import { skippedUnless } from '../../../test/skipped-unless.js'
import { serveStudio } from '../src/serve.js'
import type { StudioOptions } from '../src/studio-options.js'
import { abilities, clip, orThrow, scratch } from './support.js'

const folder = scratch()
const built = existsSync(new URL('../../render-thread/dist/thread/main.js', import.meta.url))
const take = clip(0.4)

/** What a studio makes of recipes of the take, one after the other: their files, and what it says of them. */
const made = async (name: string, options: Partial<StudioOptions>, recipes: readonly object[]) => {
  const server = orThrow(await serveStudio({ folder: join(folder, name), port: 0, ...options })())
  const json = async (path: string, init: RequestInit = {}) =>
    JSON.parse(await (await fetch(`${server.url}v1/${path}`, init)).text())
  try {
    const sound = await json('sounds?name=take.wav', { method: 'POST', body: Buffer.from(take) })
    const renders = []
    for (const recipe of recipes) {
      const { id } = await json('renders', { method: 'POST', body: JSON.stringify({ inputHash: sound.id, ...recipe }) })
      const events = await (await fetch(`${server.url}v1/renders/${id}/events`)).text()
      const bytes = async (path: string) =>
        Buffer.from(await (await fetch(`${server.url}v1/renders/${id}/${path}`)).arrayBuffer())
      renders.push({
        render: await json(`renders/${id}`),
        sound: await bytes('result'),
        flac: await bytes('result?format=flac'),
        picture: await bytes('picture'),
        events,
      })
    }
    return renders
  } finally {
    await server.close()
  }
}

const recipes = [
  { command: 'vary', amount: 0.8, steps: 4, seed: 7 },
  { command: 'inpaint', regions: [{ from: 0.1, to: 0.2 }], steps: 3, seed: 8 },
]

describe(
  'a studio with a farm',
  skippedUnless(built, 'packages/render-thread/dist is not built; npm run setup builds it'),
  () => {
    it('makes the bytes that it makes without one, and draws them', async () => {
      const engine = orThrow(await openEngine('memory')())
      const store = farmStore(folderStore(join(folder, 'store')), folder)
      const underWay = join(folder, 'worker')
      mkdirSync(underWay)
      const thread = workThread()
      const stop = new AbortController()
      const left = runWorker({
        id: 'worker',
        engine,
        store,
        abilities,
        makers: [threadMaker({ thread, folders: new Map() })],
        scratch: underWay,
        clock: machineClock,
        stop: stop.signal,
        abort: new AbortController().signal,
        hear: () => undefined,
      })()
      const here = await made('here', {}, recipes)
      const there = await made(
        'there',
        { farm: { farm: { engine, store }, submitter: 'studio', engine: null } },
        recipes,
      )
      stop.abort()
      await left
      await thread.close()
      await engine.close()
      for (const [at, { render, sound, flac, picture, events }] of there.entries()) {
        const local = here[at]
        expect({ same: sound.equals(local?.sound ?? Buffer.of()), bytes: sound.length > 1000 }).toEqual({
          same: true,
          bytes: true,
        })
        expect(flac.equals(local?.flac ?? Buffer.of())).toBe(true)
        const { created: _, secondsLeft: __, ...said } = render
        const { created: ___, secondsLeft: ____, ...saidHere } = local?.render ?? {}
        expect(said).toEqual(saidHere)
        expect(picture.subarray(1, 4).toString()).toBe('PNG')
        for (const name of ['state', 'prepared', 'step', 'done']) expect(events).toContain(`event: ${name}`)
      }
      // what was made for somebody is there for whoever sends the same
      expect(orThrow(await store.lists())).toHaveLength(2)
      expect(readFileSync(join(folder, 'there', 'renders', there[0]?.render.id, 'render.json'), 'utf8')).toContain(
        '"done"',
      )
    })
  },
)
