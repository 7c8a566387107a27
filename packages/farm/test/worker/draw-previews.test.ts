import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { encodeWav } from '@sigmastream/audio'
import { filesOf } from '@sigmastream/render-thread'
import { expect, it } from 'vitest'
import { drawPreviews } from '../../src/worker/draw-previews.js'
import { orThrow } from '../contract/samples.js'

it('of the previews of short steps those alone are drawn that are told of: drawing takes longer than such a step', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'sigmastream-previews-'))
  await mkdir(filesOf(folder).previews)
  const sound = orThrow(encodeWav({ sampleRate: 8000, channels: [new Float32Array(4000).fill(0.1)] }, 'pcm16'))
  for (let index = 0; index < 9; index++) await writeFile(filesOf(folder).preview(index), sound)
  const told: number[] = []
  const clock = { at: 0 }
  const { draw, drawn } = drawPreviews({ folder, tell: ({ done }) => told.push(done) }, () => clock.at)
  for (const [index, at] of [0, 300, 600, 900, 1000, 1300, 2000, -5000, -4900].entries()) {
    clock.at = at
    draw(index)
    await drawn()
  }
  expect(told).toEqual([1, 5, 7, 8])
  clock.at = 10_000
  for (const index of [3, 4, 5]) draw(index)
  await drawn()
  expect(told.slice(4)).toEqual([4])
  await rm(folder, { recursive: true })
})
