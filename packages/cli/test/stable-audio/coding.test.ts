import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { sampleCount } from '@sigmastream/audio'
import { constant } from '@sigmastream/core'
import { encodeNpy, readTensor } from '@sigmastream/tensor-files'
import { describe, expect, it } from 'vitest'
import { changes, heard, loudness, orThrow, scratch, tone, type, wav } from '../support.js'
import { copied, diffusers, refused, single, works } from './checkpoints.js'

const folder = scratch()
const at = (name: string): string => join(folder, name)
writeFileSync(at('in.wav'), wav(tone(1, { sampleRate: 44100, channels: 2 })))
writeFileSync(at('bad.npy'), orThrow(encodeNpy(constant([1, 4, 20], 1))))
const read = async (name: string) => orThrow(await readTensor(at(name))())

describe('encode and decode', () => {
  it('work on sound that is longer than the window of the model, and there and back', async () => {
    const { stdout } = await works(['encode', at('in.wav'), '--model', single, '-o', at('z.npy')])
    expect(stdout).toContain('latents 1 x 8 x 690 of 1 s')
    await works(['decode', at('z.npy'), '--model', single, '--encoding', 'float32', '-o', at('z.wav')])
    const made = await heard(at('z.wav'))
    expect({ rate: made.sampleRate, samples: sampleCount(made), channels: made.channels.length }).toEqual({
      rate: 44100,
      samples: 690 * 64,
      channels: 2,
    })
    // All along, the second half, which is behind the window, as the first.
    for (const from of [0, 0.25, 0.5, 0.75]) expect(loudness(made, from, from + 0.25)).toBeGreaterThan(0.01)
    const { shape, data } = await read('z.npy')
    expect(shape).toEqual([1, 8, 690])
    expect(new Set(data).size).toBeGreaterThan(5000)
    // Another sound has other latents, and other latents another sound.
    writeFileSync(at('other.wav'), wav(tone(1, { sampleRate: 44100, channels: 2, pitch: 500 })))
    await works(['encode', at('other.wav'), '--model', single, '-o', at('other.npy')])
    expect((await read('other.npy')).data).not.toEqual(data)
    await works(['decode', at('other.npy'), '--model', single, '--encoding', 'float32', '-o', at('other-again.wav')])
    expect(changes(made, await heard(at('other-again.wav')))).not.toContain(null)
  })

  it('are the same of both layouts', async () => {
    await works(['encode', at('in.wav'), '--model', diffusers, '-o', at('b.npy')])
    const [one, other] = [(await read('z.npy')).data, (await read('b.npy')).data]
    one.slice().forEach((value, i) => expect(value).toBeCloseTo(other[i] ?? NaN, 3))
  })

  it('need no more of a checkpoint than its autoencoder', async () => {
    const alone = at('alone')
    cpSync(diffusers, alone, { recursive: true })
    rmSync(join(alone, 'text_encoder'), { recursive: true })
    rmSync(join(alone, 'transformer', 'diffusion_pytorch_model.safetensors'))
    await works(['encode', at('in.wav'), '--model', alone, '-o', at('c.npy')])
    expect((await read('c.npy')).data).toEqual((await read('b.npy')).data)
    expect(await refused(['generate', 'x', '--model', alone, '-o', at('n.wav')])).toContain(
      'diffusion_pytorch_model.safetensors',
    )
  })

  it.each([
    [['encode', 'z.npy'], 'n.npy', 'sigmastream decode'],
    [['encode', 'in.wav'], 'n.wav', '.npy, .npz or .safetensors'],
    [['encode', 'none.wav'], 'n.npy', 'none.wav'],
    [['decode', 'in.wav'], 'n.wav', 'give latents'],
    [['decode', 'bad.npy'], 'n.wav', '1 x 8 x frames'],
    [['decode', 'bad.npy'], 'n.npy', 'ends in .wav or .flac'],
    [['decode', 'bad.npy', '--encoding', 'float32'], 'n.flac', 'pcm16 or pcm24'],
    [['decode', 'bad.npy'], 'in.wav', '--force'],
  ])('refuses %j to %s', async ([command = '', name = '', ...options], out, right) => {
    expect(await refused([command, at(name), ...options, '--model', single, '-o', at(out)])).toContain(right)
  })

  it('stop at a signal with nothing written', async () => {
    const line = ['encode', at('in.wav'), '--model', single, '-o', at('stopped.npy')]
    expect(await type(line, { signal: AbortSignal.abort('SIGINT') })).toMatchObject({ exit: 130, stdout: '' })
  })
})

describe('a network that fails', () => {
  const broken = copied(at('broken'))

  /** Sets weights whose names a pattern knows to NaN, in place. */
  const poison = (pattern: RegExp): void => {
    const bytes = readFileSync(join(single, 'model.safetensors'))
    const size = Number(bytes.readBigUInt64LE(0))
    const header: Record<string, { readonly data_offsets?: readonly [number, number] }> = JSON.parse(
      bytes.subarray(8, 8 + size).toString(),
    )
    for (const [name, { data_offsets }] of Object.entries(header)) {
      if (!pattern.test(name) || data_offsets === undefined) continue
      for (let i = data_offsets[0]; i < data_offsets[1]; i += 4) bytes.writeUInt32LE(0x7fc00000, 8 + size + i)
    }
    writeFileSync(join(broken, 'model.safetensors'), bytes)
  }

  it('in the transformer says the step and what to try, and writes nothing', async () => {
    poison(/^model\.model\.postprocess_conv/)
    const { exit, stdout, stderr } = await type([
      'generate',
      'x',
      '--model',
      broken,
      '--seconds',
      '0.1',
      '--steps',
      '3',
      '--seed',
      '1',
      '-o',
      at('never.wav'),
    ])
    expect({ exit, stdout }).toEqual({ exit: 1, stdout: '' })
    expect(stderr).toMatch(/step 0: .*NaN.*transformer.*try another --seed/)
  })

  it('in the decoder says so', async () => {
    poison(/^pretransform\.model\.decoder\.layers\.0\./)
    rmSync(at('z.npy.json')) // it says that these latents are of the decoder as it was
    const { exit, stderr } = await type(['decode', at('z.npy'), '--model', broken, '-o', at('never.wav')])
    expect(exit).toBe(1)
    expect(stderr).toMatch(/decoding: .*decoder gave NaN/)
  })
})
