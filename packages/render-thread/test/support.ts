import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { encodeWav } from '@sigmastream/audio'
import { either as E } from 'fp-ts'
import { afterAll } from 'vitest'

export const orThrow = <A>(result: E.Either<unknown, A>): A => {
  if (E.isLeft(result)) throw new Error(JSON.stringify(result.left))
  return result.right
}

/** A folder of its own for one test file, removed at its end. */
export const scratch = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'sigmastream-thread-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** Strokes over a tone as a WAV file: something to learn from. */
export const clip = (seconds: number, sampleRate = 4000): Uint8Array => {
  const samples = Float32Array.from({ length: seconds * sampleRate }, (_, n) => {
    const stroke = 0.4 * Math.exp(-((n % 800) / 200)) * Math.sin((((Math.floor(n / 800) * 3) % 7) * 0.05 + 0.2) * n)
    return stroke + 0.2 * Math.cos(0.0731 * n)
  })
  return orThrow(encodeWav({ sampleRate, channels: [samples] }, 'pcm16'))
}
