import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { either as E } from 'fp-ts'
import { describe, expect, it } from 'vitest'
import { factsOfSurvey } from '../../src/checkpoint/facts.js'
import { factsOfShapes, type Shapes } from '../../src/checkpoint/facts-of-shapes.js'
import { surveyCheckpoint } from '../../src/checkpoint/open.js'
import { type ModelReport, modelReport } from '../../src/checkpoint/report.js'
import { reportLines } from '../../src/checkpoint/report-lines.js'
import { diffusers, editJson, onCopy, rewrite, right, single, toBfloat16, toFloat16, withValue } from './support.js'

const report = async (folder: string): Promise<ModelReport> =>
  modelReport(factsOfSurvey(right(await surveyCheckpoint(folder)())))

const ALL = ['generate', 'inpaint', 'restyle', 'vary', 'edit', 'extend', 'loop', 'encode', 'decode']

describe('modelReport', () => {
  it('tells of a whole checkpoint, in either layout', async () => {
    const [one, folders] = [await report(single), await report(diffusers)]
    expect(one.geometry).toEqual(
      E.right({
        sampleRate: 44100,
        audioChannels: 2,
        channels: 8,
        frameSamples: 64,
        frames: 256,
        seconds: 16384 / 44100,
      }),
    )
    expect(folders.geometry).toEqual(one.geometry)
    expect([one.abilities, folders.abilities]).toEqual([ALL, ALL])
    // The 16 rotary frequencies are not stored in diffusers.
    expect(one.parameters - folders.parameters).toBe(16)
    expect(one.parts['text encoder']).toEqual({ _tag: 'Present', parameters: 91264, precisions: ['float32'] })
    expect(one.parts.tokenizer?._tag).toBe('Present')
  })

  it('tells every precision of a part', async () => {
    await onCopy(diffusers, async (folder) => {
      await rewrite(join(folder, 'transformer/diffusion_pytorch_model.safetensors'), (raw, name) =>
        name.includes('to_k') ? toBfloat16(raw) : name.includes('to_v') ? toFloat16(raw) : raw,
      )
      const { parts } = await report(folder)
      expect(parts.denoiser).toMatchObject({ precisions: ['bfloat16', 'float16', 'float32'] })
      expect(parts.autoencoder).toMatchObject({ precisions: ['float32'] })
    })
  })

  it('tells what is missing, and what can be done without it', async () => {
    await onCopy(single, async (folder) => {
      await rm(join(folder, 'text_encoder'), { recursive: true })
      const { abilities, parts } = await report(folder)
      expect(abilities).toEqual(['encode', 'decode'])
      expect(parts['text encoder']).toMatchObject({ _tag: 'Absent', problem: expect.stringContaining('T5') })
    })
    await onCopy(diffusers, async (folder) => {
      await rm(join(folder, 'vae/diffusion_pytorch_model.safetensors'))
      const pointer = 'version https://git-lfs.github.com/spec/v1\n'
      await writeFile(join(folder, 'transformer/diffusion_pytorch_model.safetensors'), pointer)
      const made = await report(folder)
      expect(made.abilities).toEqual([])
      expect(reportLines(made)).toEqual([
        'layout: diffusers folders',
        'model: 33.3 k parameters, the text encoder apart',
        expect.stringMatching(/ {2}denoiser: not usable: .*git-LFS pointer/),
        expect.stringMatching(/ {2}autoencoder: not usable: .*there is no vae\/diffusion_pytorch_model.safetensors/),
        '  conditioner: 33.3 k parameters, float32',
        '  text encoder: 91.3 k parameters, float32',
        '  tokenizer: present',
        'audio: 44100 Hz, 2 channels, at most 0.372 s at once',
        'latent: 8 channels, 64 samples a frame, at most 256 frames',
        'can: nothing as it is',
      ])
    })
  })

  it('tells of a configuration that no part can be made of', async () => {
    await onCopy(single, async (folder) => {
      await editJson(join(folder, 'model_config.json'), ['model', 'diffusion', 'config', 'patch_size'], 2)
      const made = await report(folder)
      expect(made.abilities).toEqual([])
      expect(reportLines(made)).toContainEqual(expect.stringMatching(/^configuration: not usable: .*patch_size/))
    })
  })

  const golden = fileURLToPath(new URL('../../../../fixtures/full-size', import.meta.url))

  const listed = async (folder: string): Promise<ModelReport> => {
    const config: unknown = JSON.parse(await readFile(join(folder, 'model_config.json'), 'utf8'))
    const lists: Record<string, Shapes> = JSON.parse(await readFile(join(folder, 'tensors.json'), 'utf8'))
    const { 'model.safetensors': model = {}, 'text_encoder/model.safetensors': text } = lists
    return modelReport(factsOfShapes(config, { model, text }))
  }

  it('tells of the real checkpoint from its names and shapes alone', async () => {
    const made = await listed(golden)
    expect(made.parameters).toBe(1_213_448_210)
    expect(made.abilities).toEqual(ALL)
    expect(reportLines(made)).toEqual([
      'layout: single file (stable-audio-tools)',
      'model: 1 213.4 M parameters, the text encoder apart',
      '  denoiser: 1 056.9 M parameters',
      '  autoencoder: 156.1 M parameters',
      '  conditioner: 396.5 k parameters',
      '  text encoder: 109.6 M parameters',
      '  tokenizer: not in the list',
      'audio: 44100 Hz, 2 channels, at most 47.554 s at once',
      'latent: 64 channels, 2048 samples a frame, at most 1024 frames',
      'can: generate, inpaint, restyle, vary, edit, extend, loop, encode, decode',
    ])
  })

  it('tells of the real small model, which makes eleven seconds', async () => {
    const made = await listed(`${golden}-small`)
    expect(made.abilities).toEqual(ALL)
    expect(reportLines(made)).toEqual([
      'layout: single file (stable-audio-tools)',
      'model: 497.2 M parameters, the text encoder apart',
      '  denoiser: 340.9 M parameters',
      '  autoencoder: 156.1 M parameters',
      '  conditioner: 198.3 k parameters',
      '  text encoder: 109.6 M parameters',
      '  tokenizer: not in the list',
      'audio: 44100 Hz, 2 channels, at most 11.889 s at once',
      'latent: 64 channels, 2048 samples a frame, at most 256 frames',
      'can: generate, inpaint, restyle, vary, edit, extend, loop, encode, decode',
    ])
  })

  it('tells the length of a fine-tune, whose frames need not fill its samples', async () => {
    const config: unknown = JSON.parse(await readFile(join(golden, 'model_config.json'), 'utf8'))
    const { geometry } = modelReport(factsOfShapes(withValue(config, ['sample_size'], 882_000), { model: {} }))
    expect(geometry).toMatchObject({ right: { frames: 430, seconds: (430 * 2048) / 44_100 } })
  })
})
