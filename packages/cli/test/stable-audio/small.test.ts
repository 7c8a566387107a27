import { copyFileSync, cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { sampleCount } from '@sigmastream/audio'
import { readTensor } from '@sigmastream/tensor-files'
import { describe, expect, it } from 'vitest'
import { heard, orThrow, scratch } from '../support.js'
import { refused, works } from './checkpoints.js'

/** A tiny model of the kind of Stable Audio Open Small: 8 latent channels, 64 samples a frame, at most 24 frames. */
const small = fileURLToPath(new URL('../../../../fixtures/tiny-sao-small/checkpoint', import.meta.url))
const folder = scratch()
const at = (name: string): string => join(folder, name)
const bytes = (name: string): Buffer => readFileSync(at(name))
const recipeOf = (name: string) => JSON.parse(readFileSync(at(`${name}.json`), 'utf8'))
const on = ['--model', small, '--threads', '1', '--seed', '5']
const prompted = [...on, '--prompt', 'a kick']

await works(['generate', 'a drum loop', ...on, '-o', at('a.wav')])

describe('Stable Audio Open Small', () => {
  it('is sampled as its model card has it where nobody says otherwise', async () => {
    const made = await heard(at('a.wav'))
    expect({ rate: made.sampleRate, samples: sampleCount(made) }).toEqual({ rate: 44100, samples: 24 * 64 })
    expect(recipeOf('a.wav')).toMatchObject({
      profile: 'small',
      sampler: 'ping-pong',
      schedule: 'log-snr',
      steps: 8,
      cfg: 1,
    })
    const { stdout } = await works(['explain', 'generate', 'a drum loop', ...on])
    expect(stdout).toMatch(/^calls +8, of the model$/m)
    expect(stdout).toMatch(/^chain +denoise > toDenoised > addNoise\(ancestral\)$/m)
    expect(stdout).toMatch(/^schedule +log-snr: 1e12 148\.413 .* 0\.367879 0$/m)
  })

  it('that stands still at every call is told a level that leaves one', async () => {
    const still = (above: string) => ['x', ...on, '--cfg', '7', '--guidance', 'zero-star', '--still-above', above]
    const said = await refused(['generate', ...still('1e-9'), '-o', at('still.wav')])
    expect(said).toContain('--still-above 1e-9 leaves no call of the model: the lowest is at sigma 0.367879')
    const [, level = ''] = /give --still-above (\S+) or more/.exec(said) ?? []
    const { stdout } = await works(['explain', 'generate', ...still(level)])
    expect(stdout).toMatch(/^calls +1, of the model; 7 more, those above sigma 0\.368, are left out$/m)
    const over = ['restyle', at('a.wav'), '--strength', '1', '--prompt', ...still('1e-9')]
    await works(['explain', ...over]) // which has no call to begin with
  })

  it('makes a file again, byte for byte, from its recipe', async () => {
    await works(['rerun', at('a.wav'), '--model', small, '-o', at('again.wav')])
    expect(bytes('again.wav').equals(bytes('a.wav'))).toBe(true)
  })

  it('fills a gap and leaves the rest, makes a clip over and varies it', async () => {
    await works(['inpaint', at('a.wav'), '--from', '0.012', '--to', '0.02', ...prompted, '-o', at('gap.wav')])
    const [before, after] = [await heard(at('a.wav')), await heard(at('gap.wav'))]
    const changed = [...(before.channels[0] ?? [])].flatMap((one, i) => (one === after.channels[0]?.[i] ? [] : [i]))
    expect(changed.length).toBeGreaterThan(100)
    expect(Math.min(...changed)).toBeGreaterThan(400)
    expect(Math.max(...changed)).toBeLessThan(1100)
    await works(['restyle', at('a.wav'), '--strength', '0.5', ...prompted, '-o', at('over.wav')])
    await works(['vary', at('a.wav'), '--amount', '0.3', ...prompted, '-o', at('like.wav')])
    expect(recipeOf('like.wav')).toMatchObject({
      sampler: 'ping-pong',
      steps: 8,
      sigmaMax: recipeOf('like.wav').noiseLevel,
    })
    expect(bytes('over.wav').equals(bytes('like.wav'))).toBe(false)
  })

  it('makes several at once: results of one seed, and a line of prompts each what it makes alone', async () => {
    await works(['generate', 'a drum loop', ...on, '--batch', '2', '-o', at('two.wav')])
    expect(bytes('two-1.wav').equals(bytes('two-2.wav'))).toBe(false)
    writeFileSync(at('lines.jsonl'), '{"prompt": "rain"}\n{"prompt": "a drum loop"}\n')
    await works(['generate', '--prompts', at('lines.jsonl'), ...on, '-o', at('line.wav')])
    expect(bytes('line-2.wav').equals(bytes('a.wav'))).toBe(true)
  })

  it('may be guided, away from another prompt too, and takes other samplers and schedules', async () => {
    const guided = ['--cfg', '6', '--negative', 'voices', '--sampler', 'dpmpp-2m-flow', '--steps', '4']
    await works(['generate', 'a drum loop', ...on, ...guided, '-o', at('guided.npy')])
    await works(['generate', 'a drum loop', ...on, '--schedule', 'karras', '--steps', '4', '-o', at('karras.npy')])
    expect(orThrow(await readTensor(at('guided.npy'))()).shape).toEqual([1, 8, 24])
    expect(recipeOf('karras.npy')).toMatchObject({ schedule: 'karras', sigmaMax: Math.exp(6), sigmaMin: Math.exp(-2) })
  })

  it('is packed, measured on a run of its own kind, and sampled in fewer bits', async () => {
    const cache = { env: { SIGMASTREAM_CACHE: at('cache') } }
    const line = ['model', 'quantize', small, '--precision', 'int8', '--threads', '1', '--steps', '2']
    const { stdout } = await works([...line, '--report', at('page.html'), '--json'], cache)
    const { compared, kept, matrices } = JSON.parse(stdout)
    expect(compared.map(({ guidance }: { readonly guidance: number }) => guidance)).toEqual([1])
    expect({ kept: kept.length, matrices: matrices.length }).toEqual({ kept: 0, matrices: 14 })
    await works(['generate', 'a drum loop', ...on, '--precision', 'int8', '-o', at('int8.wav')], cache)
    expect(bytes('int8.wav').equals(bytes('a.wav'))).toBe(false)
    expect(recipeOf('int8.wav')).toMatchObject({ precision: 'int8', profile: 'small' })
  })

  it('is not sampled as the larger model, and leads away from nothing without guidance', async () => {
    expect(await refused(['generate', 'x', ...on, '--profile', 'model-card', '-o', at('x.wav')])).toContain(
      '--profile model-card is for another kind of model than this: give small, or leave it out',
    )
    expect(await refused(['generate', 'x', ...on, '--negative', 'y', '-o', at('x.wav')])).toContain(
      '--negative: --cfg 1 is without guidance, so it has no effect: leave it out, or give --cfg above 1',
    )
  })

  it('has the model that it was distilled from beside it: chosen by its file, and sampled in its own way', async () => {
    cpSync(small, at('both'), { recursive: true })
    const config = readFileSync(join(small, 'model_config.json'), 'utf8')
    writeFileSync(join(at('both'), 'base_model_config.json'), config.replace('rf_denoiser', 'rectified_flow'))
    const base = join(at('both'), 'base_model.safetensors')
    copyFileSync(join(small, 'model.safetensors'), base)
    const { stdout } = await works(['explain', 'generate', 'a drum loop', '--model', base, '--seed', '5'])
    expect(stdout).toMatch(/^calls +50, of the model$/m)
    expect(stdout).toMatch(/^sampler +euler:/m)
    expect((await works(['model', 'check', base])).stdout).toContain('can: generate, inpaint, restyle, vary')
  })
})
