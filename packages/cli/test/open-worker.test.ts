import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { farmStore, folderStore, openEngine } from '@sigmastream/farm'
import { expect, it, onTestFinished, vi } from 'vitest'
import { openWorker } from '../src/farm/open-worker.js'
import { namesIn, orThrow, scratch } from './support.js'

const folder = scratch()

it('a worker that is killed before its first job leaves nothing in the folder for what is under way', async () => {
  const underWay = join(folder, 'under-way')
  mkdirSync(underWay)
  vi.stubEnv('TMPDIR', underWay)
  onTestFinished(() => void vi.unstubAllEnvs())
  const engine = orThrow(await openEngine('memory')())
  onTestFinished(engine.close)
  const store = farmStore(folderStore(join(folder, 'store')), underWay)
  // what is opened and never works is what a kill leaves: jobs have folders of their own, which the next worker sweeps
  orThrow(await openWorker({ engine, store, isAlone: true }, { models: [] }, { availableMemory: () => 2 ** 30 })())
  expect(namesIn(underWay)).toEqual([])
})
