import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { namesIn, scratch, tone, type, wav } from './support.js'

const folder = scratch()
const at = (name: string): string => join(folder, name)
writeFileSync(at('in.wav'), wav(tone(0.5)))
const line = ['vary', at('in.wav'), '--steps', '2', '--seed', '5']

describe('--toward', () => {
  it('with several parts of the way makes one result of each, numbered', async () => {
    const { exit, stdout } = await type([...line, '--toward', '9', '--by', '0,0.3,1', '--json', '-o', at('walk.npy')])
    expect(exit).toBe(0)
    const { items } = JSON.parse(stdout)
    expect(items.map(({ seed, toward, by }: Readonly<Record<string, number>>) => [seed, toward, by])).toEqual([
      [5, 9, 0],
      [5, 9, 0.3],
      [5, 9, 1],
    ])
    await type([...line.slice(0, -1), '9', '-o', at('nine.npy')])
    expect(readFileSync(at('walk-3.npy')).equals(readFileSync(at('nine.npy')))).toBe(true)
    expect(namesIn(folder).filter((name) => /^walk-\d\.npy$/.test(name))).toHaveLength(3)
  })

  it('draws the way in one picture, all results side by side', async () => {
    const walk = [...line, '--toward', '9', '--by', '0,0.5', '--grid', at('grid.png'), '-o', at('drawn.wav')]
    const { stdout } = await type(walk)
    expect(stdout).toContain(`wrote ${at('grid.png')}: all of them side by side`)
    expect(readFileSync(at('grid.png')).subarray(1, 4).toString()).toBe('PNG')
    for (const [more, says] of [
      [['--grid', at('grid.jpg')], `--grid is "${at('grid.jpg')}": give a name that ends in .png`],
      [['-o', at('drawn.npy')], `--grid draws sound, and ${at('drawn-1.npy')} is latents`],
      [['--grid', at('drawn-1.wav')], '--grid is'],
    ] as const) {
      const { exit, stderr } = await type([...walk, '--force', ...more])
      expect({ exit, stderr }).toEqual({ exit: 2, stderr: expect.stringContaining(says) })
    }
  })

  it('is made again by rerun, and said by explain', async () => {
    await type([...line, '--toward', '9', '--by', '0.25', '-o', at('quarter.wav')])
    await type(['rerun', at('quarter.wav'), '--input', at('in.wav'), '-o', at('again.wav')])
    expect(readFileSync(at('again.wav')).equals(readFileSync(at('quarter.wav')))).toBe(true)
    expect((await type(['explain', ...line, '--toward', '9'])).stdout).toContain(
      'noise      keyed, seed 5, 0.5 of the way to seed 9: start x 1',
    )
  })

  it.each([
    [
      ['--by', '0.3'],
      '--by is how far the noise goes from one seed to another: give --toward as well, or leave it out',
    ],
    [
      ['--toward', '9', '--by', '0,2'],
      '--by is "0,2": give a number from 0 to 1 (0 is what --seed makes, 1 what --toward makes), or several',
    ],
    [['--toward', '9', '--by', ''], '--by is "": give a number from 0 to 1'],
    [['--toward', 'x'], '--toward is "x": give a whole number from 0'],
  ])('%s is refused', async (more, says) => {
    const { exit, stderr } = await type([...line, ...more, '-o', at('none.wav')])
    expect({ exit, stderr }).toEqual({ exit: 2, stderr: expect.stringContaining(says) })
  })
})
