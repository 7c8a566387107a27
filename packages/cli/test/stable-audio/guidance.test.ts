import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readTensor } from '@sigmastream/tensor-files'
import { describe, expect, it } from 'vitest'
import { orThrow, scratch } from '../support.js'
import { quick, refused, single, works } from './checkpoints.js'

const folder = scratch()
const at = (name: string): string => join(folder, name)
const line = ['generate', 'a drum loop', '--model', single, ...quick, '--seed', '5', '--seconds', '0.1']
const made = async (name: string, ...options: readonly string[]) => {
  await works([...line, ...options, '-o', at(name)])
  return orThrow(await readTensor(at(name))()).data
}
const recipeOf = (name: string) => JSON.parse(readFileSync(at(`${name}.json`), 'utf8'))

/** The largest difference, as a part of the largest value. */
const distance = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  const [one, other] = [Array.from(a), Array.from(b)]
  const largest = Math.max(...one.map(Math.abs))
  return Math.max(...one.map((value, i) => Math.abs(value - (other[i] ?? NaN)))) / largest
}

describe('guidance', () => {
  it('of one scale at every sigma or second is that scale, and of another is another', async () => {
    const seven = await made('seven.npy', '--cfg', '7')
    expect(await made('by-sigma.npy', '--cfg', '7:500,7:1')).toEqual(seven)
    expect(await made('by-second.npy', '--cfg', '7@0,7@0.1')).toEqual(seven)
    expect(distance(seven, await made('falling.npy', '--cfg', '7:500,2:1'))).toBeGreaterThan(0.01)
    expect(distance(seven, await made('rising.npy', '--cfg', '1@0,7@0.1'))).toBeGreaterThan(0.01)
  })

  it('reads a curve from a file, says it in the recipe, and makes it again without the file', async () => {
    writeFileSync(at('curve.csv'), 'second,scale\n0,7\n\n0.05,1.5\n')
    const once = await made('curve.npy', '--cfg', `@${at('curve.csv')}`)
    expect(recipeOf('curve.npy').cfg).toBe('7@0,1.5@0.05')
    rmSync(at('curve.csv'))
    await works(['rerun', at('curve.npy.json'), '--model', single, '-o', at('again.npy')])
    expect(orThrow(await readTensor(at('again.npy'))()).data).toEqual(once)
  })

  it('refuses a curve that is none, naming the line', async () => {
    const said = async (text: string): Promise<string> => {
      writeFileSync(at('bad.csv'), text)
      return refused([...line, '--cfg', `@${at('bad.csv')}`, '-o', at('no.npy')])
    }
    expect(await said('0,7\nhere,2\n')).toMatch(/--cfg: .*bad\.csv line 2 is no second and scale: write lines such as/)
    expect(await said('second,scale\n')).toMatch(/bad\.csv has 0 lines/)
    expect(await said('0,7\n0,2\n')).toMatch(/has a second twice, or one below 0/)
    expect(await refused([...line, '--cfg', `@${at('none.csv')}`, '-o', at('no.npy')])).toMatch(
      /--cfg: there is no file .*none\.csv: give one with lines such as "0,7"/,
    )
    expect(await refused([...line, '--cfg', '7:0', '-o', at('no.npy')])).toMatch(
      /--cfg is "7:0": give a number, or scales by sigma such as 7:500,2:1, or by second/,
    )
  })

  it('of CFG++ at scale 0 is the model led by nothing, and its usual scale is 0.6', async () => {
    const nothing = await made('zero.npy', '--cfg', '0')
    expect(distance(nothing, await made('pp-zero.npy', '--cfg', '0', '--cfg-pp'))).toBeLessThan(1e-4)
    const usual = await made('pp.npy', '--cfg-pp')
    expect(recipeOf('pp.npy')).toMatchObject({ cfg: 0.6, cfgPp: true, chain: expect.stringMatching(/^cfg\+\+\(/) })
    expect(distance(nothing, usual)).toBeGreaterThan(1e-3)
  })

  it('by a rule that is told to change nothing is the ordinary one, its loudness too', async () => {
    const plain = await made('plain.npy', '--cfg', '4', '--cfg-rescale', '0.6')
    const same = ['--cfg', '4', '--cfg-rescale', '0.6', '--guidance']
    expect(distance(plain, await made('apg.npy', ...same, 'apg', '--apg-parallel', '1'))).toBeLessThan(1e-3)
    expect(distance(plain, await made('fdg.npy', ...same, 'fdg', '--fdg-slow', '1'))).toBeLessThan(1e-3)
    expect(recipeOf('apg.npy')).toMatchObject({ guidance: 'apg', apgParallel: 1, apgThreshold: null, apgMomentum: 0 })
  })

  it('with momentum and a reused branch is made again, and says what it is', async () => {
    const options = ['--guidance', 'apg', '--apg-momentum', '-0.5', '--cfg-refresh', '2']
    const once = await made('state.npy', ...options)
    await works(['rerun', at('state.npy.json'), '--model', single, '-o', at('state-again.npy')])
    expect(orThrow(await readTensor(at('state-again.npy'))()).data).toEqual(once)
    const { stdout } = await works(['explain', ...line, ...options])
    expect(stdout).toContain('guidance   apg, scale 7: 2 branches a call, what is led away from at one call in 2')
  })

  it.each([
    [['--cfg', '1', '--guidance', 'apg'], '--guidance: --cfg 1 is without guidance'],
    [['--cfg', '1@0,1@3', '--negative', 'voices'], '--negative: --cfg 1@0,1@3 is without guidance'],
    [['--cfg', '1', '--cfg-refresh', '2'], '--cfg-refresh: --cfg 1 is without guidance'],
    [['--guidance', 'perp-neg'], '--guidance perp-neg leads away from a negative prompt: give --negative'],
    [['--apg-momentum', '0.5'], '--apg-momentum is for --guidance apg: give --guidance apg, or leave it out'],
    [['--guidance', 'zero-start'], '--guidance is "zero-start": give zero-star, or another of'],
    [['--guidance', 'apg', '--apg-momentum', '1'], '--apg-momentum is "1": give a number above -1 and below 1'],
  ])('refuses %j', async (options, said) => {
    expect(await refused([...line, ...options, '-o', at('no.npy')])).toContain(said)
  })

  it('knows every way', async () => {
    const ways = ['zero-star', 'tcfg', 'magnitude-aware', 'perp-neg']
    const plain = await made('cfg.npy', '--cfg', '3', '--negative', 'noise')
    for (const way of ways)
      expect(
        distance(plain, await made(`${way}.npy`, '--cfg', '3', '--negative', 'noise', '--guidance', way)),
      ).toBeGreaterThan(1e-4)
  })
})
