import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Audio } from '@sigmastream/audio'
import { afterAll } from 'vitest'
import { RenderException, soundClip } from '../src/index.js'

/** A tone of one channel. */
export const tone = (seconds: number, pitch = 220): Audio => ({
  sampleRate: 8000,
  channels: [Float32Array.from({ length: seconds * 8000 }, (_, n) => 0.4 * Math.sin((2 * Math.PI * pitch * n) / 8000))],
})

/** Two seconds of a tone. */
export const toneClip = soundClip(tone(2))

/** A region in them. */
export const gap = [{ from: 0.8, to: 1.2 }] as const

/** The error of what rejects. */
export const errorOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'no error',
    (cause: unknown) => (cause instanceof RenderException ? cause.error : cause),
  )

/** A folder that is gone when the tests of a file are done. */
export const scratch = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'sigmastream-pipeline-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}
