import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { missingEngine } from '../src/engine.js'
import { describeOnnxError } from '../src/index.js'
import { probeBy } from '../src/probing.js'
import { startThread } from '../src/thread.js'
import { left, settings } from './support.js'

const folder = mkdtempSync(join(tmpdir(), 'sigmastream-engine-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** A program outside the workspace, where no engine is installed. */
const program = join(folder, 'program.mjs')
writeFileSync(program, "import 'onnxruntime-node'\n")

const switched = /ONNXRUNTIME_NODE_INSTALL=skip npm install onnxruntime-node/

describe('where the engine is not installed', () => {
  it('a session says how to install it', async () => {
    const error = left(await startThread({ ...settings, model: new Uint8Array() }, [], program).ask(undefined, []))
    expect(error._tag).toBe('LoadFailed')
    expect(describeOnnxError(error)).toMatch(switched)
    expect(describeOnnxError(error)).toMatch(/docs\/installing\.md/)
  })

  it('a probe says so too', async () => {
    expect(await probeBy(program, 10_000)('cpu')()).toEqual({ _tag: 'Fails', why: expect.stringMatching(switched) })
  })
})

it('another end of a program is no missing engine', () => {
  expect(missingEngine("Cannot find package 'onnxruntime-node' imported from worker.js")).toMatch(switched)
  expect(missingEngine("Cannot find module 'onnxruntime-node'\nRequire stack:\n- runtime.js")).toMatch(switched)
  expect(missingEngine("Cannot find module '../bin/napi-v6/linux/arm64/onnxruntime_binding.node'")).toMatch(switched)
  expect(missingEngine("Cannot find module './protocol.js'")).toBeUndefined()
  expect(missingEngine('onnxruntime: bad allocation')).toBeUndefined()
})
