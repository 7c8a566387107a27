import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { namesIn, scratch, type } from './support.js'

const folder = scratch()
const at = (name: string): string => join(folder, name)

describe('schedule with several names', () => {
  it("prints them beside each other, and a list of one's own behind them", async () => {
    const line = ['schedule', '--schedule', 'log-snr,karras', '--steps', '3', '--sigmas', '9,1']
    const { exit, stdout } = await type(line)
    expect(exit).toBe(0)
    const rows = stdout
      .trim()
      .split('\n')
      .map((row) => row.split(/\s{2,}/))
    expect(rows[0]).toEqual(['place', 'log-snr', 'karras', 'list'])
    expect(rows[2]).toEqual(['0', '1e12', '500', '9'])
    expect(rows.at(-1)).toEqual(['3', '0', '0'])
    const { schedules } = JSON.parse((await type([...line, '--json'])).stdout)
    expect(schedules).toMatchObject([
      { schedule: 'log-snr', steps: 3 },
      { schedule: 'karras' },
      { steps: 2, sigmas: [9, 1, 0] },
    ])
  })

  it('draws them in one picture', async () => {
    const drawn = ['schedule', '--schedule', 'log-snr, exponential', '--steps', '4', '--plot', at('s.png')]
    expect(await type(drawn)).toMatchObject({ exit: 0, stdout: `wrote ${at('s.png')}: the picture\n` })
    expect([...readFileSync(at('s.png')).subarray(1, 4)]).toEqual([...'PNG'].map((letter) => letter.charCodeAt(0)))
    expect(await type(drawn)).toMatchObject({ exit: 2, stderr: expect.stringContaining('s.png exists') })
    expect(await type([...drawn, '--force', '-o', at('s.npy')])).toMatchObject({ exit: 2 })
    expect(namesIn(folder)).toEqual(['s.png'])
  })

  it.each([
    [['--schedule', 'log-snr,karas'], '--schedule is "karas": give karras, or another of polyexponential'],
    [
      ['--schedule', 'log-snr,karras', '-o', at('never.npy')],
      '--output is for one schedule, and these are 2: give one of',
    ],
    [['--plot', at('never.svg')], 'give a name that ends in .png'],
    [['--sigmas', '1,2'], '--sigmas: 2 at place 1 after 1'],
    [['--sigma-min', '900'], '--sigma-min: sigma min 900 and sigma max 500'],
    [['--sigma-max', '0.1'], '--sigma-max: sigma min 0.3 and sigma max 0.1'],
  ])('%j is refused, and nothing is written', async (options, right) => {
    const { exit, stderr } = await type(['schedule', ...options])
    expect(exit).toBe(2)
    expect(stderr).toContain(right)
    expect(namesIn(folder)).not.toContain('never.npy')
  })
})
