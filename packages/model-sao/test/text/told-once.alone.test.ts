import type { openSession, Session } from '@sigmastream/onnx'
import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { beforeEach, expect, it, vi } from 'vitest'
import { loadStableAudio } from '../../src/index.js'
import { right } from '../load/support.js'
import { single } from './support.js'

const counts = vi.hoisted(() => ({ opened: 0, runs: 0 }))

/** The engine, with sessions that are counted as they are opened and run. */
vi.mock('@sigmastream/onnx', async (original) => {
  const onnx = await original<{ readonly openSession: typeof openSession }>()
  const counted = (session: Session): Session => {
    counts.opened += 1
    return {
      ...session,
      run: (...asked) => {
        counts.runs += 1
        return session.run(...asked)
      },
    }
  }
  const counting: typeof openSession = (...args) => pipe(onnx.openSession(...args), TE.map(counted))
  return { ...onnx, openSession: counting }
})

beforeEach(() => Object.assign(counts, { opened: 0, runs: 0 }))

it('the text of many requests is told in one opening of the text encoder, and equal prompts once', async () => {
  const model = right(await loadStableAudio(single, { threads: 1 })())
  const about = (prompt: string) => ({
    items: [{ prompt, secondsStart: 0, secondsTotal: prompt.length }],
    negative: ['noise'],
    guidance: { scale: 7 },
  })
  right(await model.denoisers(['rain', 'drums', 'rain', 'noise'].map(about))())
  await model.close()
  expect(counts).toEqual({ opened: 2, runs: 3 }) // the text encoder and the transformer; rain, drums, noise
})
