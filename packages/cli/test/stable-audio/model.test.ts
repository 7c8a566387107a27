import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { textOf } from '@sigmastream/pipeline'
import { withAdvice } from '@sigmastream/pipeline/stable-audio'
import { readSafetensorsHeader } from '@sigmastream/tensor-files'
import { describe, expect, it } from 'vitest'
import { describeCliError, exitCodeOf } from '../../src/errors.js'
import { optionName } from '../../src/options/option-name.js'
import { fromNetworkError, fromStableAudioError } from '../../src/stable-audio/errors.js'
import { orThrow, scratch, type } from '../support.js'
import { copied, diffusers, refused, single, works } from './checkpoints.js'

const folder = scratch()
const fixtures = fileURLToPath(new URL('../../../../fixtures/', import.meta.url))
const at = (name: string): string => join(folder, name)

describe('model check', () => {
  it.each([
    [single, 'single file'],
    [diffusers, 'diffusers folders'],
  ])('%s: says what is there', async (model, layout) => {
    const { stdout } = await works(['model', 'check', model])
    expect(stdout).toContain(`layout: ${layout}`)
    expect(stdout).toContain('latent: 8 channels, 64 samples a frame, at most 256 frames')
    expect(stdout).toContain('can: generate, inpaint, restyle, vary, edit, extend, loop, encode, decode')
  })

  it('exits 1 where a part is missing, and says which', async () => {
    const part = copied(at('no-text'))
    rmSync(join(part, 'text_encoder'), { recursive: true })
    const { exit, stdout } = await type(['model', 'check', part, '--json'])
    expect(exit).toBe(1)
    expect(JSON.parse(stdout)).toMatchObject({
      abilities: ['encode', 'decode'],
      parts: { 'text encoder': { _tag: 'Absent', problem: expect.stringContaining('text_encoder') } },
    })
  })

  it('reads names and shapes in the place of weights', async () => {
    const listed = at('listed')
    mkdirSync(listed)
    const { stdout } = await works(['model', 'check', single, '--json'])
    writeFileSync(join(listed, 'model_config.json'), readFileSync(join(single, 'model_config.json')))
    const { entries } = orThrow(await readSafetensorsHeader(join(single, 'model.safetensors'))())
    const shapes = Object.fromEntries([...entries].map(([name, { shape }]) => [name, shape]))
    const list = (model: typeof shapes) =>
      writeFileSync(join(listed, 'tensors.json'), JSON.stringify({ 'model.safetensors': model }))
    list(shapes)
    const report = JSON.parse((await type(['model', 'check', listed, '--json'])).stdout)
    const { parameters, geometry } = JSON.parse(stdout)
    expect(report).toMatchObject({ parameters, geometry })
    const [first = ''] = Object.keys(shapes).filter((name) => name.startsWith('model.'))
    list({ ...shapes, [first]: [1, 2, 3] })
    const { exit, stdout: said } = await type(['model', 'check', listed])
    expect({ exit, said }).toEqual({
      exit: 1,
      said: expect.stringContaining(`the weight ${first} has the shape [1, 2, 3]`),
    })
    writeFileSync(join(listed, 'tensors.json'), '{"model.safetensors": 1}')
    expect(await refused(['model', 'check', listed])).toContain('give {"model.safetensors"')
  })

  it('compares a listed text encoder with its configuration, in the folder that the model names', async () => {
    const [model, listed] = [`${fixtures}tiny-sa3-small/checkpoint`, at('listed-words')]
    const named = 't5gemma-b-b-ul2'
    mkdirSync(join(listed, 'words'), { recursive: true })
    const config = readFileSync(join(model, 'model_config.json'), 'utf8').replaceAll(named, 'words')
    writeFileSync(join(listed, 'model_config.json'), config)
    writeFileSync(join(listed, 'words/config.json'), readFileSync(join(model, named, 'config.json')))
    const shapesOf = async (file: string) => {
      const { entries } = orThrow(await readSafetensorsHeader(join(model, file))())
      return Object.fromEntries([...entries].map(([name, { shape }]) => [name, shape]))
    }
    const [own, text] = [await shapesOf('model.safetensors'), await shapesOf(`${named}/model.safetensors`)]
    const list = (words: typeof text) =>
      writeFileSync(
        join(listed, 'tensors.json'),
        JSON.stringify({ 'model.safetensors': own, 'words/model.safetensors': words }),
      )
    list(text)
    const { stdout } = await works(['model', 'check', listed])
    expect(stdout).toMatch(/text encoder: [\d.]+ k parameters\n {2}tokenizer: not in the list/)
    const { 'model.encoder.norm.weight': _, ...rest } = text
    list(rest)
    const { exit, stdout: said } = await type(['model', 'check', listed])
    expect({ exit, said }).toEqual({
      exit: 1,
      said: expect.stringContaining('text encoder: not usable: the weight encoder.norm.weight'),
    })
    writeFileSync(join(listed, 'model_config.json'), config.replaceAll('words', '../words'))
    const { exit: leaving, stdout: where } = await type(['model', 'check', listed])
    expect({ leaving, where }).toEqual({
      leaving: 1,
      where: expect.stringMatching(/not usable: .*subfolder" is "..\/words"/),
    })
  })

  const real = `${fixtures}full-size`
  it('knows the real checkpoints by their names and shapes', async () => {
    expect((await works(['model', 'check', real])).stdout).toContain('1 213.4 M parameters')
    expect((await works(['model', 'check', `${real}-small`])).stdout).toContain('497.2 M parameters')
    expect((await works(['model', 'check', `${real}-sa3-small`])).stdout).toContain('567.6 M parameters')
    expect((await works(['model', 'check', `${real}-sa3-medium`])).stdout).toContain('2 305.5 M parameters')
  })

  it.each([
    ['nowhere', 'no such folder'],
    ['.', 'no Stable Audio checkpoint'],
  ])('refuses %s', async (name, right) => {
    mkdirSync(at('empty'), { recursive: true })
    expect(await refused(['model', 'check', name === '.' ? at('empty') : at(name)])).toContain(right)
  })
})

describe('errors', () => {
  it.each([
    ['std::bad_alloc', '--full-window'],
    ['Failed to allocate memory for requested buffer of size 4294967296', '--seconds'],
    ['Array buffer allocation failed', '--seconds'],
    ['Could not find an implementation for MultiHeadAttention(1)', 'onnxruntime'],
    ['com.microsoft:RotaryEmbedding(-1) is not a registered function/op', 'onnxruntime'],
  ])('"%s" says what to try', (message, right) => {
    expect(textOf(withAdvice(message), optionName)).toContain(right)
  })

  it('of a run keep their step', () => {
    const error = fromNetworkError({
      _tag: 'DenoiserFailed',
      step: 3,
      sigma: 2,
      message: 'bad allocation',
      cause: null,
    })
    expect(describeCliError(error)).toMatch(/^step 3: the denoiser failed .*fewer --seconds/)
    expect(exitCodeOf(error)).toBe(1)
  })

  it('name the part, and are usage where the folder is wrong', () => {
    const failed = fromStableAudioError('decoding')({ _tag: 'LoadFailed', device: 'cpu', message: 'no kernel' })
    expect(describeCliError(failed)).toMatch(/^decoding: .*no kernel.*onnxruntime/)
    expect(exitCodeOf(fromStableAudioError('x')({ _tag: 'MissingWeight', name: 'w' }))).toBe(2)
  })
})
