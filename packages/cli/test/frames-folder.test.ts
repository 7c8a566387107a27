import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { either as E } from 'fp-ts'
import { expect, it } from 'vitest'
import { openFramesFolder } from '../src/run/frames-folder.js'

it('forgets frames though one is being written: a run that is stopped waits for none', async () => {
  const parent = await mkdtemp(join(tmpdir(), 'sigmastream-frames-'))
  try {
    const opened = await openFramesFolder(join(parent, 'frames'), false)()
    if (E.isLeft(opened) || opened.right.save === null) throw new Error('it gathers frames')
    const names = Array.from({ length: 40 }, (_, step) => `step-${String(step).padStart(4, '0')}.npy`)
    const saved = opened.right.save(names.map((path) => ({ path, bytes: new Uint8Array(50_000) })))()
    await opened.right.discard()
    expect(await readdir(parent)).toEqual([])
    expect(E.isRight(await saved)).toBe(true)
  } finally {
    await rm(parent, { recursive: true, force: true })
  }
})
