import { copyFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openCheckpoint } from '../../src/checkpoint/open.js'
import { modelNames } from '../../src/checkpoint/snapshot-names.js'
import { editJson, encodeCkpt, left, onCopy, type Raw, readRaw, right, single, valuesOf } from './support.js'

const WEIGHTS = 'model.safetensors'
const raw = await readRaw(join(single, WEIGHTS))
const expected = await valuesOf(right(await openCheckpoint(single)()).stored)

const opened = async (path: string) => right(await openCheckpoint(path)())
const valuesIn = async (path: string) => valuesOf((await opened(path)).stored)

type Values = ReadonlyMap<string, Float32Array>

const bytesOf = ({ buffer, byteOffset, byteLength }: Float32Array): Buffer =>
  Buffer.from(buffer, byteOffset, byteLength)

/** The names of which `actual` has not what it should have; a matcher's own comparison takes seconds. */
const different = (actual: Values, should: Values = expected): readonly string[] =>
  [...new Set([...actual.keys(), ...should.keys()])].filter((name) => {
    const [a, b] = [actual.get(name), should.get(name)]
    return a === undefined || b === undefined || !bytesOf(a).equals(bytesOf(b))
  })

/** float32 values, all of them doubled. */
const doubled = ({ dtype, shape, bytes }: Raw): Raw => {
  const values = new Float32Array(new Uint8Array(bytes).buffer).map((value) => 2 * value)
  return { dtype, shape, bytes: new Uint8Array(values.buffer) }
}

describe('weights in a .ckpt', () => {
  it('are found where they lie in it, under the same names', () =>
    onCopy(single, async (folder) => {
      await rm(join(folder, WEIGHTS))
      await writeFile(join(folder, 'model.ckpt'), encodeCkpt(raw))
      expect(different(await valuesIn(folder))).toEqual([])
    }))

  it('of a training run are those of the model, the average of its transformer before the last step of it', () =>
    onCopy(single, async (folder) => {
      await rm(join(folder, WEIGHTS))
      const trained = [...raw].map(([name, one]) => [`diffusion.${name}`, one] as const)
      const average = [...raw]
        .filter(([name]) => name.startsWith('model.'))
        .map(([name, one]) => [name.replace(/^model\./, 'diffusion_ema.ema_model.'), doubled(one)] as const)
      const losses = { dtype: 'F32', shape: [1], bytes: new Uint8Array(4) }
      const snapshot = new Map([...trained, ...average, ['losses.weight', losses]])
      await writeFile(join(folder, 'model.ckpt'), encodeCkpt(snapshot))
      const should = [...expected].map(
        ([name, value]) => [name, name.startsWith('model.') ? value.map((one) => 2 * one) : value] as const,
      )
      expect(different(await valuesIn(folder), new Map(should))).toEqual([])
    }))

  it('that is cut short is refused by its name', () =>
    onCopy(single, async (folder) => {
      await rm(join(folder, WEIGHTS))
      await writeFile(join(folder, 'model.ckpt'), encodeCkpt(raw).subarray(0, 100_000))
      expect(left(await openCheckpoint(folder)())).toMatchObject({ _tag: 'UnreadableWeights' })
    }))
})

describe('weights of another name', () => {
  it('are taken where they are the only ones of the folder', () =>
    onCopy(single, async (folder) => {
      await rename(join(folder, WEIGHTS), join(folder, 'Foundation_1.safetensors'))
      expect(different(await valuesIn(folder))).toEqual([])
    }))

  it('are chosen by their path, with a configuration of their own where there is one', () =>
    onCopy(single, async (folder) => {
      const base = join(folder, 'base_model.safetensors')
      await copyFile(join(folder, WEIGHTS), base)
      expect((await opened(base)).config.objective).toBe('v')
      const own = join(folder, 'base_model_config.json')
      await copyFile(join(folder, 'model_config.json'), own)
      await editJson(own, ['model', 'diffusion', 'diffusion_objective'], 'rectified_flow')
      expect((await opened(base)).config.objective).toBe('rectified_flow')
      expect((await opened(folder)).config.objective).toBe('v')
    }))

  it('are refused where it is not said which of several is meant, or what is given is none', () =>
    onCopy(single, async (folder) => {
      await rename(join(folder, WEIGHTS), join(folder, 'one.safetensors'))
      await writeFile(join(folder, 'two.ckpt'), '')
      expect(left(await openCheckpoint(folder)())).toEqual({
        _tag: 'SeveralWeights',
        folder,
        found: ['one.safetensors', 'two.ckpt'],
      })
      const file = join(folder, 'model_config.json')
      expect(left(await openCheckpoint(file)())).toEqual({ _tag: 'NoWeights', file })
    }))
})

describe('the names of a model', () => {
  it('are as they are stored but for the prefixes of a training run', () => {
    expect([...modelNames(['a', 'state_dict.model.b'])]).toEqual([
      ['a', 'a'],
      ['model.b', 'state_dict.model.b'],
    ])
    expect([...modelNames(['diffusion.model.a', 'diffusion_ema.step', 'diffusion_ema.ema_model.a', 'x'])]).toEqual([
      ['model.a', 'diffusion_ema.ema_model.a'],
    ])
  })
})
