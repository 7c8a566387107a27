import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import type { Checkpoint } from '../../src/checkpoint/checkpoint.js'
import { openCheckpoint } from '../../src/checkpoint/open.js'
import { describeStableAudioError } from '../../src/errors.js'
import { precisionOf } from '../../src/load/fitting.js'
import { geometryOf } from '../../src/load/geometry.js'
import { heldWeights } from '../../src/load/held-weights.js'
import type { LoadOptions } from '../../src/load/options.js'
import { predictMemory } from '../../src/memory/prediction.js'
import { weightBytes } from '../../src/memory/weights.js'
import { packModel } from '../../src/precision/packed-weights.js'
import { fixtures, left, right } from './support.js'

const cache = await mkdtemp(join(tmpdir(), 'sigmastream-held-'))
afterAll(() => rm(cache, { recursive: true, force: true }))
const checkpoint = right(await openCheckpoint(`${fixtures}checkpoint`)())
const sa3 = fileURLToPath(new URL('../../../../fixtures/tiny-sa3-small/checkpoint', import.meta.url))
const MATRIX = 'model.model.transformer.layers.0.ff.ff.2.weight'

describe('packed weights of a loaded model', () => {
  it('that are replaced by others before they are opened are refused, in either order', async () => {
    const packed = { cache, identity: 'a-model', stored: checkpoint.stored, precision: 'int8' } as const
    const before = await heldWeights(checkpoint, 'a-model', { precision: 'int8', cache })()
    right(await packModel(packed, [MATRIX], {})())
    expect(left(await before.weights())._tag).toBe('PackedAnew')

    const measured = await heldWeights(checkpoint, 'a-model', { precision: 'int8', cache })()
    expect(measured.kept).toEqual([MATRIX])
    expect(measured.identity).not.toBe(before.identity)
    right(await measured.weights())
    right(await packModel(packed, [], {})())
    expect(describeStableAudioError(left(await measured.weights()))).toContain(
      'packed anew by another process meanwhile',
    )
  })
})

describe('precision auto', () => {
  it('is the most exact that fits, the smallest where none does, and fp32 on a device', () => {
    expect(precisionOf(checkpoint, { precision: 'auto', free: 1e12 })).toBe('fp32')
    expect(precisionOf(checkpoint, { precision: 'auto', free: 0 })).toBe('int4')
    expect(precisionOf(checkpoint, { precision: 'auto', free: 0, device: 'webgpu' })).toBe('fp32')
    expect(precisionOf(checkpoint, {})).toBe('fp32')
  })

  it('counts with guidance where it is asked for, or where the model has it anyway', async () => {
    const three = right(await openCheckpoint(sa3)())
    const needs = (of: Checkpoint, guided: boolean): number => {
      const { maxFrames: frames } = geometryOf(of.config)
      const run = { frames, batch: 1, guided, told: guided ? 2 : 1, encoded: true, decoded: true, available: 2 ** 30 }
      return predictMemory(of, weightBytes(of.stored, 'fp32', []), run).peak
    }
    const chosen = (of: Checkpoint, free: number, options: LoadOptions = {}) =>
      precisionOf(of, { precision: 'auto', available: 2 ** 30, free, ...options })
    expect(needs(three, true)).toBeGreaterThan(needs(three, false))
    expect(chosen(three, needs(three, false))).toBe('fp32')
    expect(chosen(three, needs(three, false), { guided: true })).not.toBe('fp32')
    expect(chosen(three, needs(three, true), { guided: true })).toBe('fp32')
    expect(chosen(checkpoint, needs(checkpoint, false))).not.toBe('fp32')
    expect(chosen(checkpoint, needs(checkpoint, true))).toBe('fp32')
  })
})
