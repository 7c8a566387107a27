import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { levels, peakOf, sampleCount } from '@sigmastream/audio'
import { describe, expect, it } from 'vitest'
import { heard, scratch } from '../support.js'
import { refused, works } from './checkpoints.js'

/** A tiny model of the kind of Stable Audio 3 small: 16 latent channels, 128 samples a frame, at most 64 frames. */
const sa3 = fileURLToPath(new URL('../../../../fixtures/tiny-sa3-small/checkpoint', import.meta.url))
const folder = scratch()
const at = (name: string): string => join(folder, name)
const bytes = (name: string): Buffer => readFileSync(at(name))
const recipeOf = (name: string) => JSON.parse(readFileSync(at(`${name}.json`), 'utf8'))
const on = ['--model', sa3, '--threads', '1', '--seed', '5', '--seconds', '0.05']

await works(['generate', 'a drum loop', ...on, '-o', at('a.wav')])

describe('Stable Audio 3', () => {
  it('is sampled as its authors do where nobody says otherwise, with room behind its end', async () => {
    const made = await heard(at('a.wav'))
    expect({ rate: made.sampleRate, samples: sampleCount(made) }).toEqual({ rate: 44_100, samples: 2205 })
    expect(peakOf(made)).toBeLessThanOrEqual(1)
    expect(levels(made).silent).toBe(false)
    expect(recipeOf('a.wav')).toMatchObject({
      profile: 'sa3',
      sampler: 'ping-pong',
      schedule: 'log-snr-shift-scaled',
      steps: 8,
      cfg: 1,
      headroom: 6,
      padding: 'left-out',
      shape: [1, 16, 64],
    })
    const { stdout } = await works(['explain', 'generate', 'a drum loop', ...on, '--headroom', '0.02', '--cfg', '4'])
    expect(stdout).toMatch(/^latents +1 x 16 x 24 /m)
    expect(stdout).toMatch(/^0\.0174 s behind the end are made as well and cut off$/m)
    expect(stdout).toMatch(/^guidance +apg, scale 4: 2 branches a call$/m)
  })

  it('is made again, byte for byte, from its recipe, and each prompt of a file and result of a batch as alone', async () => {
    await works(['rerun', at('a.wav'), '--model', sa3, '-o', at('again.wav')])
    expect(bytes('again.wav').equals(bytes('a.wav'))).toBe(true)
    writeFileSync(at('lines.jsonl'), '{"prompt": "rain", "seed": 9}\n{"prompt": "a drum loop"}\n')
    await works(['generate', '--prompts', at('lines.jsonl'), ...on, '-o', at('line.wav')])
    expect(bytes('line-2.wav').equals(bytes('a.wav'))).toBe(true)
    await works(['generate', 'a drum loop', ...on, '--batch', '2', '--seed', '4', '-o', at('two.wav')])
    expect((await heard(at('two-2.wav'))).channels).toEqual((await heard(at('a.wav'))).channels)
  })

  it('goes on from a step that was kept, with other noise from there', async () => {
    const kept = ['--checkpoint', at('kept'), '--headroom', '0', '-o', at('kept.wav')]
    await works(['generate', 'a drum loop', ...on, ...kept])
    await works(['fork', at('kept'), '--model', sa3, '--at', '4', '--seed', '9', '-o', at('forked.wav')])
    expect(recipeOf('forked.wav')).toMatchObject({ seed: 9, headroom: 0, schedule: 'log-snr-shift-scaled' })
    expect((await heard(at('forked.wav'))).channels).not.toEqual((await heard(at('kept.wav'))).channels)
  })

  it('begins a variation on a list that falls, and on one that rises by the samplers that walk it alone', async () => {
    const from = ['vary', at('a.wav'), '--model', sa3, '--threads', '1', '--prompt', 'x', '--noise-level', '2.3333']
    const { stdout } = await works(['explain', ...from])
    expect(stdout).toMatch(/^schedule +log-snr-shift-scaled: 2\.3333 2\.29/m)
    const rising = [...from, '--schedule', 'log-snr-shift-rising']
    expect((await works(['explain', ...rising])).stdout).toMatch(/^schedule +log-snr-shift-rising: 2\.3333 20\.5/m)
    expect(await refused([...rising, '--sampler', 'euler-ancestral', '-o', at('no.wav')])).toContain('only goes down')
  })

  it('says that nothing is changed, and makes no step, where nothing is to be made anew', async () => {
    const through = "the model's encoder and, to be heard, its decoder, which are not exact"
    const line = ['--prompt', 'x', '--model', sa3, '--threads', '1', '-o']
    const gap = ['inpaint', at('a.wav'), '--from', '0.01', '--to', '0.02', '--paint-amount', '0']
    const kept = (await works([...gap, ...line, at('gap.wav')])).stdout
    expect(kept).toContain(`--paint-amount 0 makes no step: what is in the region only goes through ${through}`)
    for (const amount of ['0', '0@0,0@1']) {
      const { stdout } = await works(['vary', at('a.wav'), '--amount', amount, ...line, at('same.wav'), '--force'])
      expect(stdout).toContain(`--amount 0 makes no step: IN only goes through ${through}`)
      expect(stdout).toMatch(/^seed \d+, ping-pong, no step, /m)
      expect(stdout).not.toContain('noise level')
    }
    await works(['rerun', at('same.wav'), '--input', at('a.wav'), '--model', sa3, '-o', at('same-2.wav')])
    expect(bytes('same-2.wav').equals(bytes('same.wav'))).toBe(true)
  })

  it('is refused what is of other models, and they what is its own', async () => {
    const line = ['generate', 'x', ...on, '-o', at('no.wav')]
    expect(await refused([...line, '--profile', 'model-card'])).toContain('give sa3, or leave it out')
    const small = fileURLToPath(new URL('../../../../fixtures/tiny-sao-small/checkpoint', import.meta.url))
    const other = ['generate', 'x', '--model', small, '-o', at('no.wav')]
    expect(await refused([...other, '--headroom', '1'])).toContain('--headroom is for Stable Audio 3')
    expect(await refused([...other, '--profile', 'sa3'])).toContain('give small, or leave it out')
  })
})
