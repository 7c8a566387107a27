import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { decodeSafetensors, encodeSafetensors } from '@sigmastream/tensor-files'
import { describe, expect, it } from 'vitest'
import { orThrow, scratch, type } from './support.js'

const fixtures = fileURLToPath(new URL('../../../fixtures', import.meta.url))
const folder = scratch()

const schedulesOnly = (name: string): string => {
  const part = join(folder, name, 'kdiffusion')
  mkdirSync(part, { recursive: true })
  for (const file of ['schedules.safetensors', 'schedules.json'])
    cpSync(join(fixtures, 'kdiffusion', file), join(part, file))
  return join(folder, name)
}

const changed = (
  name: string,
  change: (tensors: Map<string, { shape: readonly number[]; data: Float32Array }>) => void,
): string => {
  const file = join(schedulesOnly(name), 'kdiffusion', 'schedules.safetensors')
  const tensors = new Map(
    [...orThrow(decodeSafetensors(readFileSync(file)))].map(([key, { shape, data }]) => [
      key,
      { shape, data: data.slice() },
    ]),
  )
  change(tensors)
  writeFileSync(file, orThrow(encodeSafetensors(tensors)))
  return join(folder, name)
}

describe('parity', () => {
  it('prints a table of what was compared, with differences and tolerances, and exits 0 where all passes', async () => {
    const { exit, stdout } = await type(['parity', schedulesOnly('good')])
    expect(exit).toBe(0)
    expect(stdout).toMatch(/^what +absolute +relative +tolerance +result$/m)
    expect(stdout).toMatch(/^schedule polyexponential_.* pass$/m)
    expect(stdout).toMatch(/compared, \d+ passed, 0 failed/)
  })

  it('exits 1 where a value is off, and says which', async () => {
    const bad = changed('bad', (tensors) => {
      const [first] = [...tensors.values()]
      if (first !== undefined) first.data[0] = (first.data[0] ?? 0) + 1
    })
    const { exit, stdout } = await type(['parity', bad])
    expect(exit).toBe(1)
    expect(stdout).toMatch(/ FAIL$/m)
    expect(JSON.parse((await type(['parity', bad, '--json'])).stdout)).toMatchObject({ pass: false, failed: 1 })
  })

  it('lists tensors that it does not know', async () => {
    const strange = changed(
      'strange',
      (tensors) => void tensors.set('cosine_12', { shape: [1], data: Float32Array.of(1) }),
    )
    const { exit, stdout } = await type(['parity', strange])
    expect(exit).toBe(0)
    expect(stdout).toContain('not known here, so not compared: cosine_12')
  })

  it('counts what is recorded of what is not offered', async () => {
    const more = changed('more', (tensors) => {
      for (const name of ['ays_SD1_10', 'ays_SVD_20']) tensors.set(name, { shape: [1], data: Float32Array.of(1) })
    })
    const { exit, stdout } = await type(['parity', more])
    expect(exit).toBe(0)
    expect(stdout).toContain('not offered here, so not compared: ays (2)')
    expect(stdout).not.toContain('not known here')
  })

  it('ends at a signal after the file that it is at', async () => {
    const { exit, stdout, stderr } = await type(['parity', fixtures], { signal: AbortSignal.abort('SIGHUP') })
    expect({ exit, stdout }).toEqual({ exit: 129, stdout: '' })
    expect(stderr).toContain('stopped by SIGHUP')
  })

  it('exits 2 where there is nothing to compare', async () => {
    const empty = join(folder, 'empty')
    mkdirSync(empty)
    expect(await type(['parity', empty])).toMatchObject({
      exit: 2,
      stderr: expect.stringContaining('nothing to compare'),
    })
    expect(await type(['parity', join(folder, 'nowhere')])).toMatchObject({
      exit: 2,
      stderr: expect.stringContaining('there is no folder'),
    })
    expect(await type(['parity', join(schedulesOnly('file'), 'kdiffusion', 'schedules.json')])).toMatchObject({
      exit: 2,
    })
  })

  it('exits 2 where a recording is damaged', async () => {
    const torn = schedulesOnly('torn')
    writeFileSync(join(torn, 'kdiffusion', 'schedules.safetensors'), 'torn')
    const { exit, stderr } = await type(['parity', torn])
    expect(exit).toBe(2)
    expect(stderr).toMatch(/^sigmastream: [^\n]*schedules.safetensors[^\n]*\n$/)
  })
})
