import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { scratch } from '../support.js'
import { quick, refused, single, works } from './checkpoints.js'

const folder = scratch()
const at = (...names: readonly string[]): string => join(folder, ...names)
const bytes = (name: string): Buffer => readFileSync(at(name))
const said = ['--model', single, ...quick, '--seconds', '0.1', '--seed', '3', '--sampler', 'dpmpp-3m-sde']
const guided = ['--guidance', 'apg', '--apg-momentum', '-0.5', '--cfg-refresh', '2']

describe('a run of Stable Audio Open that is kept', () => {
  it('goes on to the same bytes, what guidance remembers included, and is forked under another prompt', async () => {
    await works(['generate', 'a drum loop', ...said, ...guided, '--checkpoint', at('held'), '-o', at('made.wav')])
    const [made, record] = [bytes('made.wav'), bytes('made.wav.json')]
    for (const name of ['made.wav', 'made.wav.json', join('held', 'take-1', 'step-0003.safetensors')]) rmSync(at(name))
    expect((await works(['resume', at('held')])).stderr).toContain('take 1 goes on after step 2')
    expect(bytes('made.wav').equals(made)).toBe(true)
    expect(bytes('made.wav.json').equals(record)).toBe(true)

    const { stderr } = await works(['fork', at('held'), '--at', '1', '--prompt', 'rain', '-o', at('rain.wav')])
    expect(stderr).toContain('take 1 after step 1, with --prompt rain in the place of "a drum loop"')
    expect(bytes('rain.wav').equals(made)).toBe(false)
    await works(['rerun', at('rain.wav'), '--model', single, '-o', at('again.wav')])
    expect(bytes('again.wav').equals(bytes('rain.wav'))).toBe(true)
    expect(await refused(['fork', at('held'), '--at', '1', '--model', at('none'), '-o', at('n.wav')])).toContain(
      'there is no folder',
    )
  })
})
