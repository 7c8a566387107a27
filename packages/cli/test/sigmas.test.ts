import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { scratch, tone, toyModel, type, wav } from './support.js'

const folder = scratch()
const at = (name: string): string => join(folder, name)
writeFileSync(at('in.wav'), wav(tone(1)))
const gap = ['--from', '0.4', '--to', '0.6']
const model = toyModel()

const explained = async (...options: readonly string[]) => {
  const { stdout } = await type(['explain', 'inpaint', at('in.wav'), ...gap, ...options, '--json'], { model })
  const { schedule, steps, sigmas, sigmaMin, sigmaMax } = JSON.parse(stdout)
  return { schedule, steps, sigmas, sigmaMin, sigmaMax }
}

const list = { schedule: 'list', steps: 4, sigmas: [5, 1, 0.2, 0.03, 0], sigmaMin: null, sigmaMax: null }

describe('--sigmas', () => {
  it('is the whole schedule, brought to an end at 0', async () => {
    expect(await explained('--sigmas', '5,1,0.2,0.03,0')).toEqual(list)
    expect(await explained('--sigmas', '5, 1, 0.2, 0.03')).toEqual(list)
    expect(await explained('--sigmas', '5 1 0.2  0.03')).toEqual(list)
    expect(await explained('--sigmas', '5')).toMatchObject({ steps: 1, sigmas: [5, 0] })
  })

  it.each([
    ['lines.txt', '5\n1\n0.2\n0.03\n0\n'],
    ['commas.csv', '5,1,0.2,\n0.03,0'],
    ['list.json', '[5, 1, 0.2, 0.03, 0]'],
    ['schedule.json', '{"schedule": "karras", "steps": 4, "sigmas": [5, 1, 0.2, 0.03, 0]}'],
    ['one.json', '{"schedules": [{"schedule": "karras", "sigmas": [5, 1, 0.2, 0.03, 0]}]}'],
    ['steps 5', '5 1 0.2 0.03'],
  ])('is read from %s', async (name, text) => {
    writeFileSync(at(name), text)
    expect(await explained('--sigmas', at(name))).toEqual(list)
  })

  it('is read from what schedule writes, as a tensor and as JSON', async () => {
    await type(['schedule', '--schedule', 'karras', '--steps', '6', '--sigma-max', '5', '-o', at('s.npy')])
    const { stdout } = await type(['schedule', '--schedule', 'karras', '--steps', '6', '--sigma-max', '5', '--json'])
    writeFileSync(at('s.json'), stdout)
    const { sigmas } = JSON.parse(stdout)
    expect((await explained('--sigmas', at('s.json'))).sigmas).toEqual(sigmas)
    expect((await explained('--sigmas', at('s.npy'))).sigmas).toEqual([...Float32Array.from(sigmas)])
  })

  it('stays in the recipe: the same again is made of it', async () => {
    const line = [at('in.wav'), ...gap, '--sigmas', '5,1,0.2', '--seed', '3', '-o', at('a.wav')]
    expect(await type(['inpaint', ...line], { model })).toMatchObject({ exit: 0 })
    const again = ['rerun', at('a.wav'), '--input', at('in.wav'), '-o', at('b.wav')]
    expect(await type(again, { model })).toMatchObject({ exit: 0 })
    expect(readFileSync(at('b.wav')).equals(readFileSync(at('a.wav')))).toBe(true)
  })

  it('of what a run prints are those of its schedule, unless that is a list', async () => {
    for (const asked of [
      ['--sigmas', '5,1,0.2'],
      ['--schedule', 'karras', '--steps', '3'],
    ]) {
      const line = ['inpaint', at('in.wav'), ...gap, ...asked, '-o', at('x.wav'), '--force', '--json']
      writeFileSync(at('x.json'), (await type(line, { model })).stdout)
      const again = ['rerun', at('x.json'), '--input', at('in.wav'), '-o', at('y.wav'), '--force']
      expect(await type(again, { model })).toMatchObject({ exit: 0 })
      expect(readFileSync(at('y.wav')).equals(readFileSync(at('x.wav')))).toBe(true)
    }
  })

  it('begins a variation where it begins', async () => {
    const { stdout } = await type(['explain', 'vary', at('in.wav'), '--sigmas', '2,1,0', '--json'], { model })
    expect(JSON.parse(stdout)).toMatchObject({ noiseLevel: 2, sigmas: [2, 1, 0], schedule: 'list' })
    expect(JSON.parse(stdout)).not.toHaveProperty('amount')
  })

  it('is not needed for a variation down flow times, which know where they end', async () => {
    const line = ['explain', 'vary', at('in.wav'), '--schedule', 'log-snr', '--steps', '2', '--json']
    const said = async (level: string) => (await type([...line, '--noise-level', level], { model })).stdout
    const { sigmas, sigmaMin, sigmaMax } = JSON.parse(await said('2'))
    expect({ sigmas, sigmaMin, sigmaMax }).toEqual({
      sigmas: [2, expect.closeTo(Math.sqrt(2 * Math.exp(-2)), 5), 0],
      sigmaMin: null,
      sigmaMax: 2,
    })
    const { stderr } = await type([...line, '--noise-level', '0.1'], { model })
    expect(stderr).toContain('--noise-level: from sigma 0.1 it would rise: its line ends at 0.135')
  })

  it.each([
    [['--sigmas', '1,2,3'], '--sigmas: 2 at place 1 after 1; give', '3,2,1,0 is the list in falling order'],
    [['--sigmas', '0,3,20,100,500'], '--sigmas: 3 at place 1 after 0', '500,100,20,3,0 is the list in falling order'],
    [['--sigmas', '0.7,0.954,0.909,0.705,0.362'], '0.954 at place 1', '0.7,0.362,0 is the list with only what lies'],
    [['--sigmas', '5,-1'], '--sigmas is 5,-1', 'give sigmas from 0 to 1e12 (-1 is below 0), such as 500,100,20,3,0'],
    [['--sigmas', '1e13,1'], '--sigmas is 10000000000000,1', '(10000000000000 is above it)'],
    [['--sigmas', '5,nan'], '--sigmas is "5,nan", and nan is no number', 'give numbers, with commas, spaces or lines'],
    [['--sigmas', '0'], '--sigmas: 1 sigma; give at least two', 'finite sigmas that fall strictly'],
    [['--sigmas', at('several.json')], 'several.json has 2 schedules (karras, beta)', 'give a file of one'],
    [['--sigmas', at('empty.json')], 'empty.json is no list of numbers', 'give a file of numbers'],
    [['--sigmas', '5,1', '--steps', '3'], 'the whole schedule: it says --steps', 'leave one of them out'],
    [['--sigmas', '5,1', '--schedule', 'karras'], 'it says --schedule', 'leave one of them out'],
    [['--sigmas', '5,1', '--sigma-min', '1'], 'it says --sigma-min', 'leave one of them out'],
    [['--sigmas', '5,1', '--sigma-max', '1'], 'it says --sigma-max', 'leave one of them out'],
    [['--sigmas', '5,1', '--shift', '3'], 'it says --shift', 'leave one of them out'],
    [['--schedule', 'list'], '--schedule list is one that --sigmas lists', 'give --sigmas, or another schedule'],
    [['--sigmas', 'none.txt'], '--sigmas: there is no file none.txt', 'give one with numbers, with commas, spaces or'],
    [['--sigmas', at('words.txt')], 'is no list of numbers', 'give a file of numbers, with commas, spaces or lines'],
    [['--sigmas', at('words.npy')], '--sigmas: ', 'words.npy'],
    [['--sigmas', ''], '--sigmas is ""', 'such as 500,100,20,3,0'],
  ])('%j is refused', async (options, wrong, right) => {
    writeFileSync(at('several.json'), (await type(['schedule', '--schedule', 'karras,beta', '--json'])).stdout)
    writeFileSync(at('empty.json'), '{"schedules": []}')
    writeFileSync(at('words.txt'), 'sigma, sigma')
    writeFileSync(at('words.npy'), 'sigma, sigma')
    const { exit, stderr } = await type(['explain', 'inpaint', at('in.wav'), ...gap, ...options], { model })
    expect(exit).toBe(2)
    expect(stderr).toContain(wrong)
    expect(stderr).toContain(right)
  })

  it.each([
    [['--noise-level', '3'], 'it says --noise-level'],
    [['--amount', '0.5'], 'it says --amount'],
  ])('and %j of a variation are refused', async (options, wrong) => {
    const { stderr } = await type(['explain', 'vary', at('in.wav'), '--sigmas', '2,1', ...options], { model })
    expect(stderr).toContain(wrong)
  })

  it.each([[[]], [['--sigma-max', '3']], [['--noise-level', '3']]])(
    'vp, which begins where it begins, is refused of a variation with %j',
    async (options) => {
      const { exit, stderr } = await type(['explain', 'vary', at('in.wav'), '--schedule', 'vp', ...options], { model })
      expect(exit).toBe(2)
      expect(stderr).toContain('--schedule vp begins at a sigma of its own, and a variation at its noise level')
      expect(stderr).toContain('give another --schedule, such as exponential')
    },
  )
})
