import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { StoreError } from '../../src/store/error.js'
import { checkpointKeeper } from '../../src/worker/checkpoint-keeper.js'
import { frameFile, framesOf } from '../../src/worker/maker.js'
import { scratch } from './farm.js'
import { mapStore } from './map-store.js'

it('a frame that the disk does not let it hold is told of, and ends nothing', async () => {
  const folder = mkdtempSync(join(scratch(), 'job-'))
  mkdirSync(framesOf(folder))
  writeFileSync(frameFile(folder, 3), 'a frame')
  // what cannot be removed, whatever the rights
  const held = join(folder, 'held.safetensors')
  mkdirSync(held)
  const failures: StoreError[] = []
  const keeper = checkpointKeeper({
    job: 'a'.repeat(64),
    bitsClass: 'any',
    folder,
    from: 0,
    store: mapStore().store,
    clock: { now: () => 0 },
    every: 0,
    kept: () => undefined,
    failed: (error) => failures.push(error),
  })
  keeper.offer()
  await keeper.idle()
  expect(failures).toMatchObject([{ _tag: 'LocalFileFailed', path: held }])
})
