import { carryAt, constant, type Frame } from '@sigmastream/core'
import { describe, expect, it } from 'vitest'
import { mustHaveSameFrames } from '../src/compare.js'

const frame = (over: Partial<Frame> = {}): Frame => ({
  at: { index: 0, of: 1, from: 4, to: 1 },
  carry: carryAt(constant([1, 1, 2], 0.5)),
  denoised: constant([1, 1, 2], 0.25),
  ...over,
})

describe('two runs are told apart', () => {
  it.each<readonly [string, readonly Frame[], string]>([
    ['by how many frames they have', [], '1 frames are not 0'],
    ['by the index of an interval', [frame({ at: { index: 1, of: 1, from: 4, to: 1 } })], 'the interval'],
    ['by where an interval begins', [frame({ at: { index: 0, of: 1, from: 5, to: 1 } })], 'the interval'],
    ['by where an interval ends', [frame({ at: { index: 0, of: 1, from: 4, to: 2 } })], 'the interval'],
    ['by x', [frame({ carry: carryAt(constant([1, 1, 2], 0.75)) })], 'x'],
    ['by an estimate', [frame({ denoised: constant([1, 1, 2], 1) })], 'denoised'],
    ['by an estimate that only one of them has', [frame({ denoised: null })], 'only one of the two'],
  ])('%s', (_, other, said) => {
    expect(() => mustHaveSameFrames('a run', [frame()], other)).toThrow(said)
  })

  it('by nothing else', () => expect(() => mustHaveSameFrames('a run', [frame()], [frame()])).not.toThrow())
})
