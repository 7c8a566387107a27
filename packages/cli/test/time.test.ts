import { describe, expect, it } from 'vitest'
import { secondsIn } from '../src/options/time.js'

describe('a time as it is typed', () => {
  it.each([
    ['2.5', 2.5],
    ['0:02.5', 2.5],
    ['1:02.345', 62.345],
    ['61:05', 3665],
    ['1:00:00.001', 3600.001],
    ['0:00.58', 0.58],
    ['1:07.', 67],
    ['-1', -1],
    ['1e-3', 0.001],
  ])('%s is %d seconds', (text, seconds) => expect(secondsIn(text)).toBe(seconds))

  it.each(['1:75', '1:60:00', '1:5', ':05', '1:2:3:4', '-1:05', '', 'one', '1:05s'])('%j is none', (text) =>
    expect(secondsIn(text)).toBeNaN(),
  )
})
