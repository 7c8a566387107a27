import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { keptSteps } from '@sigmastream/pipeline'
import { expect, it } from 'vitest'
import { filesOf } from '../src/files/render-files.js'
import { modelKeeper } from '../src/thread/model-keeper.js'
import type { Errand, News } from '../src/thread/protocol.js'
import { renderErrand } from '../src/thread/render.js'
import { helm } from '../src/thread/steer.js'
import { clip, orThrow, scratch } from './support.js'

type RenderErrand = Extract<Errand, { readonly _tag: 'Render' }>

const folder = scratch()
const take = join(folder, 'take.wav')
writeFileSync(take, clip(0.3))

/** A render of four steps into a folder of its own: what is kept of it, and what was told. */
const rendered = async (
  name: string,
  every: number | null,
  change: Pick<Partial<RenderErrand>, 'previews' | 'picture'> = {},
) => {
  const news: News[] = []
  const files = filesOf(join(folder, name))
  const result = orThrow(
    await renderErrand(
      {
        _tag: 'Render',
        recipe: { command: 'vary', input: 'take.wav', amount: 0.9, steps: 4, seed: 7, model: 'exemplar' },
        material: { input: { path: take, name: 'take.wav' }, exemplars: [], model: null, memory: Infinity },
        folder: join(folder, name),
        from: null,
        every,
        previews: null,
        picture: true,
        ...change,
      },
      {
        tell: (one) => news.push(one),
        helm: helm(() => 0),
        signal: new AbortController().signal,
        models: modelKeeper(),
        now: () => 0,
      },
    )(),
  )
  return {
    news,
    result,
    sound: readFileSync(files.result('wav')),
    hasPicture: existsSync(files.picture),
    kept: orThrow(await keptSteps(files.frames)()),
    previews: [0, 1, 2, 3].filter((index) => existsSync(files.preview(index))),
  }
}

it('keeps the frames that it is asked to keep and the newest one, and changes nothing else by that', async () => {
  const usual = await rendered('usual', null)
  const rare = await rendered('rare', 3)
  expect([usual.kept, rare.kept]).toEqual([
    [1, 2, 3, 4],
    [3, 4],
  ])
  expect([usual.previews, rare.previews]).toEqual([
    [0, 1, 2, 3],
    [0, 1, 2, 3],
  ])
  expect(rare.sound).toEqual(usual.sound)
  expect(rare.news.flatMap((one) => (one._tag === 'Step' ? [one.at] : []))).toEqual([1, 2, 3, 4])
})

it('draws no picture and makes fewer previews where little is to be seen, and the sound is the same', async () => {
  const all = await rendered('all', null)
  const little = await rendered('little', null, { previews: 2, picture: false })
  expect([all.hasPicture, little.hasPicture]).toEqual([true, false])
  expect(little.previews.length).toBe(2)
  expect(little.sound).toEqual(all.sound)
})
