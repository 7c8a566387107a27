import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { openCheckpoint } from '../../src/checkpoint/open.js'
import { describeStableAudioError } from '../../src/errors.js'
import { precisionOf } from '../../src/load/fitting.js'
import { heldWeights } from '../../src/load/held-weights.js'
import { packModel } from '../../src/precision/packed-weights.js'
import { fixtures, left, right } from './support.js'

const cache = await mkdtemp(join(tmpdir(), 'sigmastream-held-'))
afterAll(() => rm(cache, { recursive: true, force: true }))
const checkpoint = right(await openCheckpoint(`${fixtures}checkpoint`)())
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
})
