import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build, constant } from '@sigmastream/core'
import { afterAll, describe, expect, it } from 'vitest'
import { skippedUnless } from '../../../test/skipped-unless.js'
import { homeworkFile } from '../src/homework-file.js'

const folder = mkdtempSync(join(tmpdir(), 'sigmastream-homework-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const hasNumpy = spawnSync('python3', ['-c', 'import numpy']).status === 0

const answers = new Map([
  ['Q3.0', build([1, 2, 3], (out) => out.forEach((_, i) => (out[i] = i - 2.5)))],
  ['Q3.1', constant([1, 2, 3], -0)],
  ['Q1.0', build([1, 64, 128], (out) => out.forEach((_, i) => (out[i] = Math.sin(i))))],
])

// Warnings are errors, so that a NumPy which deprecates what the pickle names is noticed.
const inPython = `
import json, pickle, sys
with open(sys.argv[1], 'rb') as file:
    read = pickle.load(file)
def told(a):
    return str(a.dtype), list(a.shape), a.flags.writeable, a.flags.c_contiguous, a.ravel().tolist()
arrays = {name: [told(a) for a in all] for name, all in read.items()}
print(json.dumps([type(read).__name__, {name: type(all).__name__ for name, all in read.items()}, arrays]))
`

describe('homework4.pkl', () => {
  const withNumpy = skippedUnless(hasNumpy, 'no python3 with numpy here, which opens the pickle')
  it('opens in Python with nothing but NumPy, as the notebook pickled it', withNumpy, () => {
    const file = join(folder, 'homework4.pkl')
    writeFileSync(file, homeworkFile(answers))
    const { stdout, stderr } = spawnSync('python3', ['-W', 'error', '-c', inPython, file], { encoding: 'utf8' })
    expect(stderr).toBe('')
    const array = (name: string) => [
      'float32',
      answers.get(name)?.shape,
      true,
      true,
      [...(answers.get(name)?.data ?? [])],
    ]
    expect(JSON.parse(stdout)).toEqual([
      'dict',
      { Q1: 'list', Q3: 'list' },
      { Q1: [array('Q1.0')], Q3: [array('Q3.0'), array('Q3.1')] },
    ])
  })

  it('is the same bytes for the same answers, with questions in order and those without answers left out', () => {
    const bytes = homeworkFile(answers)
    expect(homeworkFile(new Map([...answers].toReversed().toSorted(([a], [b]) => (a < b ? -1 : 1))))).toEqual(bytes)
    const keys = [1, 2, 3, 4, 5].map((n) => Buffer.from(bytes).indexOf(`X\u0002\0\0\0Q${n}]`))
    const [first = -1, , third = -1] = keys
    expect(keys.map((at) => at >= 0)).toEqual([true, false, true, false, false])
    expect(first).toBeLessThan(third)
  })
})
