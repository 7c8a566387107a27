import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { as16Bit, changes, heard, scratch, tone, wav } from '../support.js'
import { quick, refused, single, works } from './checkpoints.js'

const folder = scratch()
const at = (name: string): string => join(folder, name)
const clip = tone(0.3, { sampleRate: 8000 })
writeFileSync(at('in.wav'), wav(clip))
const line = [
  'inpaint',
  at('in.wav'),
  '--from',
  '0.1',
  '--to',
  '0.2',
  '--model',
  single,
  '--prompt',
  'brushes',
  ...quick,
]

describe('inpaint --model, by other methods', () => {
  it.each([
    ['posterior', ['--method', 'posterior']],
    ['posterior under CFG++', ['--method', 'posterior', '--cfg-pp']],
    ['again and again', ['--resample', '2,1']],
  ])('%s leaves a recording as it was outside the region, sample for sample', async (name, options) => {
    const file = at(`${name}.wav`)
    const { stdout } = await works([...line, ...options, '--seed', '3', '-o', file])
    expect(stdout).toMatch(/ \((by the posterior|each step 2 times)\), /)
    expect(changes(await as16Bit(clip), await heard(file))).toEqual([[0.1, 0.2]])
  })

  it('is explained with the branches of each call', async () => {
    const { stdout } = await works(['explain', ...line, '--method', 'posterior', '--steps', '3'])
    expect(stdout).toContain('calls      5, of the model')
    expect(stdout).toContain('sampler    ddim: DDIM')
  })

  it.each(['native', 'both'])('%s is refused: this model was not trained to fill gaps', async (method) =>
    expect(await refused([...line, '--method', method, '-o', at('never.wav')])).toContain(
      `--method ${method} is for a model that fills gaps itself, and this one was not trained to: give --method projection`,
    ),
  )
})
