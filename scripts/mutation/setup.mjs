import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, expect } from 'vitest'
import { hashOf } from './sources.mjs'

/** In each test file, when `SIGMASTREAM_REACH` names a folder: leaves there which functions its tests ran, and for how long. */
const folder = process.env['SIGMASTREAM_REACH']
if (folder !== undefined) {
  const begun = performance.now()
  const seen = { slowest: 0, failed: false }
  afterEach(({ task }) => {
    seen.slowest = Math.max(seen.slowest, performance.now() - (task.result?.startTime ?? 0) + performance.timeOrigin)
    if (task.result?.state === 'fail') seen.failed = true
  })
  afterAll(() => {
    const test = expect.getState().testPath
    const reached = Object.entries(globalThis.__reached ?? {}).map(([file, ran]) => [
      file,
      Array.from(ran.keys()).filter((number) => ran[number] === 1),
    ])
    const found = { test, milliseconds: performance.now() - begun, ...seen, reached: Object.fromEntries(reached) }
    writeFileSync(join(folder, `${hashOf(test)}.json`), JSON.stringify(found))
  })
}
