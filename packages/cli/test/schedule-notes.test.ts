import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { scratch, tone, toyModel, type, wav } from './support.js'

const folder = scratch()
const at = (name: string): string => join(folder, name)
writeFileSync(at('in.wav'), wav(tone(1)))
const model = toyModel()
const gap = [at('in.wav'), '--from', '0.4', '--to', '0.6']

const fewer =
  '--schedule laplace gives 2 of the 6 steps: the others fall together at its highest and lowest sigma; for all of them, give another --schedule'
const narrow = ['--schedule', 'laplace', '--steps', '6', '--sigma-min', '7', '--sigma-max', '150']

describe('a schedule that is other than it was asked for says so', () => {
  it('where it has fewer steps', async () => {
    const { exit, stderr } = await type(['inpaint', ...gap, ...narrow, '-o', at('a.wav')], { model })
    expect(exit).toBe(0)
    expect(stderr).toContain(`note: ${fewer}, such as beta\n`)
    expect((await type(['explain', 'inpaint', ...gap, ...narrow], { model })).stdout).toContain(`note       ${fewer}`)
    expect(await type(['schedule', ...narrow])).toMatchObject({ exit: 0, stderr: expect.stringContaining(fewer) })
  })

  it('where it begins lower', async () => {
    const lower =
      '--schedule laplace begins at sigma 316.228, below --sigma-max 500: its ends are its own; to begin there, give another'
    expect((await type(['schedule', '--schedule', 'laplace', '--steps', '3'])).stderr).toContain(lower)
    const level = ['--schedule', 'laplace', '--steps', '3', '--noise-level', '500']
    const { stdout } = await type(['explain', 'vary', at('in.wav'), ...level], { model })
    expect(stdout).toContain('note       --schedule laplace begins at sigma 316.228, below --noise-level 500')
  })

  it('where a sampler leaves out what a list has between its ends', async () => {
    const line = [...gap, '--sampler', 'dpm-adaptive', '--sigmas', '4,2,1']
    const said =
      '--sampler dpm-adaptive takes steps of its own from sigma 4 to 1: of --sigmas it leaves out the one between; give another --sampler'
    expect((await type(['explain', 'inpaint', ...line], { model })).stdout).toContain(`note       ${said}`)
    expect((await type(['inpaint', ...line, '-o', at('b.wav')], { model })).stderr).toContain(`note: ${said}`)
    const fast = ['explain', 'inpaint', ...gap, '--sampler', 'dpm-fast', '--sigmas', '4,3,2,1,0']
    expect((await type(fast, { model })).stdout).toContain(
      'dpm-fast takes steps of its own from sigma 4 to 1: of --sigmas it leaves out the 2 between',
    )
  })

  it.each([
    ['schedule', '--schedule', 'beta,karras', '--steps', '40'],
    ['schedule', '--schedule', 'vp,log-snr'],
    ['explain', 'inpaint', ...gap, '--sampler', 'dpm-adaptive', '--sigmas', '4,1,0'],
    ['explain', 'inpaint', ...gap, '--sampler', 'euler', '--sigmas', '4,2,1'],
  ])('and nothing where it is not: %s %s %s', async (...line) => {
    const { exit, stdout, stderr } = await type(line, { model })
    expect(exit).toBe(0)
    expect(stdout + stderr).not.toContain('note')
  })
})

describe('options of schedule that would do nothing', () => {
  it.each([
    [['--sigmas', '500,100', '--steps', '3'], '--sigmas is the whole schedule: it says --steps: leave one of them out'],
    [['--sigmas', '500,100', '--sigma-min', '3'], 'it says --sigma-min'],
    [['--sigmas', '500,100', '--sigma-max', '3'], 'it says --sigma-max'],
    [['--sigmas', '500,100', '--shift', '3'], 'it says --shift'],
    [['--sigmas', '500,100', '--frames', '3'], '--frames is for schedules that go by length'],
    [
      ['--schedule', 'karras', '--frames', '10'],
      'leave it out, or give --schedule full-shift or full-shift-from-level',
    ],
  ])('are refused: %j', async (options, wrong) => {
    const { exit, stderr } = await type(['schedule', ...options])
    expect(exit).toBe(2)
    expect(stderr).toContain(wrong)
  })

  it('are taken where a schedule beside the list goes by them', async () => {
    const line = ['--sigmas', '9,1', '--schedule', 'full-shift,karras', '--steps', '3', '--frames', '10']
    expect(await type(['schedule', ...line])).toMatchObject({ exit: 0 })
  })
})
