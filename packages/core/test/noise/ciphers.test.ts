import { describe, expect, it } from 'vitest'
import { philox } from '../../src/noise/philox.js'
import { threefry, threefryFill } from '../../src/noise/threefry.js'

const hex = (words: Iterable<number>): string =>
  Array.from(words, (word) => (word >>> 0).toString(16).padStart(8, '0')).join(' ')

describe('the counter-based generators', () => {
  // Random123, tests/kat_vectors: counter, key, answer.
  it.each([
    [[0, 0], [0, 0], '6b200159 99ba4efe'],
    [[0xffffffff, 0xffffffff], [0xffffffff, 0xffffffff], '1cb996fc bb002be7'],
    [[0x243f6a88, 0x85a308d3], [0x13198a2e, 0x03707344], 'c4923a9c 483df7a0'],
  ] as const)('Threefry-2x32-20 answers counter %j as published', (counter, key, answer) => {
    expect(hex(threefry(key, counter))).toBe(answer)
  })

  it.each([
    [[0, 0, 0, 0], [0, 0], '6627e8d5 e169c58d bc57ac4c 9b00dbd8'],
    [[0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff], [0xffffffff, 0xffffffff], '408f276d 41c83b0e a20bc7c6 6d5451fd'],
    [[0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344], [0xa4093822, 0x299f31d0], 'd16cfe09 94fdcceb 5001e420 24126ea1'],
  ] as const)('Philox-4x32-10 answers counter %j as published', ([c0, c1, c2, c3], key, answer) => {
    const out = new Int32Array(4)
    philox(key, c0, c1, c2, c3, out)
    expect(hex(out)).toBe(answer)
  })

  it('Threefry fills an array with the blocks of successive counters', () => {
    const out = new Int32Array(6)
    threefryFill([7, -8], [41, 3], out)
    expect(hex(out)).toBe([41, 42, 43].map((low) => hex(threefry([7, -8], [low, 3]))).join(' '))
  })
})
