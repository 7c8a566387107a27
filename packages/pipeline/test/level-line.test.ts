import { describe, expect, it } from 'vitest'
import { levelLine } from '../src/explain/level-line.js'

describe('the line of levels that explain draws', () => {
  it('is as high as their logarithm, a whole block for nothing but noise, the lowest for 0', () => {
    expect(levelLine([1e12, 64, 16, 4, 1, 0])).toBe('█▇▅▄▂▁')
    expect(levelLine([5, 0])).toBe('▂▁')
    expect(levelLine([1e12, 0])).toBe('█▁')
  })

  it('never rises, and has at most 60 letters, the first and the last of the levels', () => {
    const many = Array.from({ length: 1000 }, (_, i) => 999 - i)
    const line = [...levelLine(many)]
    expect(line).toHaveLength(60)
    expect(line).toEqual(line.toSorted().toReversed())
    expect([line[0], line.at(-1)]).toEqual(['▇', '▁'])
  })
})
