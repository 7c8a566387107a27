import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { scratch, tone, type, wav } from '../support.js'
import { copied, quick, refused, single, works } from './checkpoints.js'

const folder = scratch()
const at = (name: string): string => join(folder, name)
writeFileSync(at('in.wav'), wav(tone(0.2)))
writeFileSync(at('other.wav'), wav(tone(0.2, { pitch: 300 })))
const bytes = (name: string): Buffer => readFileSync(at(name))
const said = ['--model', single, ...quick, '--seed', '3']
const clip = [...said, '--prompt', 'brushes']
const to = (name: string): readonly string[] => ['-o', at(name)]
const again = (from: string, name: string, ...options: readonly string[]): readonly string[] => [
  'rerun',
  at(from),
  '--model',
  single,
  ...options,
  ...to(name),
]

await works(['generate', 'a drum loop', ...said, '--seconds', '0.1', ...to('made.wav')])
await works(['generate', 'a drum loop', ...said, '--seconds', '0.1', ...to('made.npy')])
const recipe = (): Record<string, unknown> => JSON.parse(readFileSync(at('made.wav.json'), 'utf8'))

describe('rerun', () => {
  it.each(['made.wav', 'made.wav.json'])('makes the bytes of a file again from %s', async (from) => {
    await works(again(from, 'again.wav', '--force'))
    expect(bytes('again.wav').equals(bytes('made.wav'))).toBe(true)
    expect(bytes('again.wav.json').equals(bytes('made.wav.json'))).toBe(true)
  })

  it('makes latents again from the recipe beside them', async () => {
    await works(again('made.npy', 'again.npy'))
    expect(bytes('again.npy').equals(bytes('made.npy'))).toBe(true)
  })

  it('makes one item of a batch again, whatever was said of it', async () => {
    const options = [
      '--batch',
      '2',
      '--noise',
      'torch-cpu',
      '--profile',
      'diffusers',
      '--cfg-interval',
      '0.1,0.9',
      '--negative',
      '',
    ]
    await works(['generate', 'rain', ...said, '--seconds', '0.1', ...options, '--schedule', 'vp', ...to('b.flac')])
    await works(again('b-2.flac', 'b.flac'))
    expect(bytes('b.flac').equals(bytes('b-2.flac'))).toBe(true)
  })

  it.each([
    [['inpaint', '--from', '0.05', '--to', '0.1', '--feather', '0.01', '--paint-end', '2']],
    [['restyle', '--strength', '0.4', '--reference', 'exercises', '--seconds', '0.3', '--encoding', 'pcm24']],
    [['vary', '--noise-level', '2', '--full-window', '--sampler', 'heun']],
  ])('%j makes again what was made of a clip', async ([command = '', ...options]) => {
    await works([command, at('in.wav'), ...options, ...clip, ...to(`${command}.wav`)])
    await works(again(`${command}.wav`, `${command}-2.wav`, '--input', at('in.wav')))
    expect(bytes(`${command}-2.wav`).equals(bytes(`${command}.wav`))).toBe(true)
    expect(await refused(again(`${command}.wav`, 'n.wav'))).toContain('in.wav: give it with --input')
    expect(await refused(again(`${command}.wav`, 'n.wav', '--input', at('other.wav')))).toContain('SHA-256')
  })

  it('reuses answers up to the same error again', async () => {
    const line = ['generate', 'rain', ...said, '--seconds', '0.1', '--steps', '8', '--sampler', 'dpmpp-2m']
    await works([...line, ...to('plain.wav')])
    await works([...line, '--reuse', '0.5', ...to('reused.wav')])
    await works(again('reused.wav', 'reused-2.wav'))
    expect(bytes('reused.wav').equals(bytes('plain.wav'))).toBe(false)
    expect(bytes('reused-2.wav').equals(bytes('reused.wav'))).toBe(true)
  })

  it('refuses another model by its hash', async () => {
    const other = copied(at('other-model'))
    const weights = readFileSync(join(other, 'model.safetensors'))
    weights.writeUInt8(weights.readUInt8(weights.length - 8) ^ 1, weights.length - 8)
    writeFileSync(join(other, 'model.safetensors'), weights)
    const message = await refused(['rerun', at('made.wav'), '--model', other, ...to('n.wav')])
    const sum = String(recipe()['model'])
    expect(message).toContain(`a Stable Audio Open model in fp32 (SHA-256 ${sum.slice(0, 12)}...)`)
    expect(message).toContain(`${other} holds another, a Stable Audio Open model`)
    expect(message).toContain('model check')
    expect(message).not.toContain(sum)
    expect(message).toContain('give the folder of that model')
  })

  it('says that another version may differ in its last bits', async () => {
    writeFileSync(at('old.json'), JSON.stringify({ ...recipe(), sigmastream: '0.0.1' }))
    expect((await works(again('old.json', 'old.wav'))).stderr).toContain('sigmastream 0.0.1')
  })

  it.each([
    [{ steps: 0 }, 'steps 0'],
    [{ steps: 1e9 }, 'steps 1000000000'],
    [{ model: 'mine' }, 'SHA-256'],
    [{ cfgInterval: [2, 3] }, 'from 0 to 1'],
    [{ sampler: 'none' }, 'sampler "none"'],
    [{ prompt: 7 }, 'prompt 7'],
    [{ command: 'inpaint' }, 'paintStart missing'],
    [{ command: 'remove' }, 'command "remove"'],
    [{ batch: 2, item: 2 }, 'items count from 0'],
    [{ batch: 1e6, item: 0 }, 'batch 1000000'],
    [{ seconds: 4000 }, 'at most'],
  ])('refuses a recipe with %j', async (changes, right) => {
    writeFileSync(at('bad.json'), JSON.stringify({ ...recipe(), ...changes }))
    expect(await refused(again('bad.json', 'n.wav'))).toContain(right)
  })

  it.each([
    ['none.wav', 'there is no file'],
    ['in.wav', 'has no recipe in it'],
    ['text.json', 'is no recipe'],
    ['list.json', 'is no recipe'],
  ])('refuses %s', async (name, right) => {
    writeFileSync(at('text.json'), 'not JSON')
    writeFileSync(at('list.json'), '[]')
    expect(await refused(again(name, 'n.wav'))).toContain(right)
  })

  it('says that the embedded model has no recipe', async () => {
    const made = await type(['restyle', at('in.wav'), '--strength', '0.5', '--steps', '3', ...to('toy.wav')])
    expect(made.exit).toBe(0)
    expect(await refused(again('toy.wav', 'n.wav'))).toContain('embedded model')
  })

  it('refuses an input where the recipe has none', async () => {
    expect(await refused(again('made.wav', 'n.wav', '--input', at('in.wav')))).toContain('leave it out')
  })
})
