import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { workThread } from '@sigmastream/render-thread'
import { fault } from '@sigmastream/render-thread/wire'
import { either as E } from 'fp-ts'
import { describe, expect, it } from 'vitest'
import { skippedUnless } from '../../../test/skipped-unless.js'
import { addRecipe } from '../src/room/new-renders.js'
import { openRoom } from '../src/room/open-room.js'
import { threadLine } from '../src/room/thread-line.js'
import { clip, orThrow, scratch, until } from './support.js'

const folder = scratch()
const built = existsSync(new URL('../../render-thread/dist/thread/main.js', import.meta.url))
const take = join(folder, 'take.wav')
writeFileSync(take, clip(0.3))
const sound = {
  id: createHash('sha256').update(clip(0.3)).digest('hex'),
  name: 'take.wav',
  bytes: 1,
  seconds: 0.3,
  sampleRate: 4000,
  channels: 1,
  samples: 1200,
  format: 'WAV',
  recipe: null,
}

const opened = (name: string) =>
  openRoom({
    folder: join(folder, name),
    shelf: {
      sounds: {
        get: (id) => (id === sound.id ? sound : undefined),
        all: () => [sound],
        path: () => take,
        add: async () => E.left(fault('x', 'x', 'x')),
        remove: async () => undefined,
      },
      models: [],
      availableMemory: () => Infinity,
    },
    check: async () => E.right(undefined),
    openLine: threadLine([workThread()]),
    mostWaiting: 5,
    mostBytes: 1e9,
    now: () => new Date(0),
  })

const asked = (seed: number, steps: number) =>
  ({ command: 'vary', inputHash: sound.id, amount: 0.9, sampler: 'dpmpp-2m-sde', seed, steps }) as const

describe(
  'a render that steps aside',
  skippedUnless(built, 'packages/render-thread/dist is not built; npm run setup builds it'),
  () => {
    it('wherever it is held and however often, comes to the bits that it comes to undisturbed', async () => {
      const [room, quiet] = [await opened('disturbed'), await opened('quiet')]
      const { id } = orThrow(await addRecipe(room, asked(1, 40))).render
      const { id: same } = orThrow(await addRecipe(quiet, asked(1, 40))).render
      expect(same).toBe(id)
      for (const [round, done] of [1, 5].entries()) {
        await until(() => (room.get(id)?.done ?? 0) >= done)
        orThrow(room.steer(id, { paused: true }))
        const other = orThrow(await addRecipe(room, asked(2 + round, 2))).render.id
        await until(() => room.get(other)?.state === 'done')
        expect(room.get(id)).toMatchObject({ state: 'paused' })
        orThrow(room.steer(id, { paused: false }))
      }
      await until(() => room.log(id)?.isOver() === true && quiet.log(id)?.isOver() === true)
      expect(room.get(id)).toMatchObject({ state: 'done', done: 40 })
      const [disturbed, undisturbed] = [room, quiet].map((one) => readFileSync(one.files(id).result('wav')))
      expect(disturbed?.equals(undisturbed ?? Buffer.of())).toBe(true)
      await Promise.all([room.close(), quiet.close()])
    })
  },
)
