import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { scratch, tone, type, wav } from '../support.js'

const fixture = (name: string): string => fileURLToPath(new URL(`../../../../fixtures/${name}`, import.meta.url))
const [small, medium, folders] = [
  'tiny-sa3-small/checkpoint',
  'tiny-sa3-medium/checkpoint',
  'tiny-sa3-medium/diffusers',
].map(fixture) as [string, string, string]
const folder = scratch()
const at = (name: string): string => join(folder, name)
writeFileSync(at('in.wav'), wav(tone(0.05)))

const told = (name: string): unknown => JSON.parse(readFileSync(at(name), 'utf8'))
const decoded = (input: string, model: string, output: string) =>
  type(['decode', at(input), '--model', model, '-o', at(output), '--threads', '1'])
const run = ['--steps', '1', '--seed', '1', '--threads', '1']

// Both have 16 channels: nothing in the numbers says which of the two made them.
describe('latents of another model', () => {
  it('are refused by name, where the file beside them says whose they are', async () => {
    expect(
      await type(['encode', at('in.wav'), '--model', small, '-o', at('small.npy'), '--threads', '1']),
    ).toMatchObject({ exit: 0 })
    expect(told('small.npy.json')).toMatchObject({
      autoencoder: { kind: 'SAME', sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
    })
    expect(await decoded('small.npy', small, 'own.wav')).toMatchObject({ exit: 0 })
    const refused = await decoded('small.npy', medium, 'other.wav')
    expect(refused.exit).toBe(2)
    expect(refused.stderr).toMatch(
      /small\.npy holds latents of another autoencoder \(SAME, SHA-256 [0-9a-f]{12}\.\.\.\)/,
    )
    const varied = await type([
      'vary',
      at('small.npy'),
      '--model',
      medium,
      '--prompt',
      'rain',
      ...run,
      '--noise-level',
      '1',
      '-o',
      at('varied.npy'),
    ])
    expect(varied.exit).toBe(2)
    expect(varied.stderr).toContain('holds latents of another autoencoder')
    expect(varied.stderr).toContain('remove')
    const own = readFileSync(at('small.npy'))
    const others = Buffer.from(own)
    others.writeFloatLE(3, others.length - 4)
    writeFileSync(at('small.npy'), others)
    // of what another program wrote there the record says nothing
    expect(await decoded('small.npy', medium, 'written.wav')).toMatchObject({ exit: 0 })
    writeFileSync(at('small.npy'), own)
    expect((await decoded('small.npy', medium, 'again.wav')).exit).toBe(2)
    renameSync(at('small.npy.json'), at('elsewhere.json'))
    expect(await decoded('small.npy', medium, 'taken.wav')).toMatchObject({ exit: 0 })
  })

  it('are the same in both layouts of a model, and in each precision', async () => {
    const made = await type([
      'generate',
      'rain',
      '--seconds',
      '0.05',
      '--headroom',
      '0',
      '--model',
      folders,
      ...run,
      '--precision',
      'int8',
      '-o',
      at('made.npy'),
    ])
    expect(made).toMatchObject({ exit: 0 })
    expect(told('made.npy.json')).toMatchObject({ autoencoder: { kind: 'SAME' }, precision: 'int8' })
    expect(await decoded('made.npy', medium, 'made.wav')).toMatchObject({ exit: 0 })
    expect((await decoded('made.npy', small, 'not.wav')).exit).toBe(2)
  })
})

describe('the room on the disk that latents need', () => {
  it('is that of the sound alone, without what is made behind its end', async () => {
    const line = ['generate', 'rain', '--seconds', '0.05', '--headroom', '0.05', '--model', small, ...run]
    // 0.05 s are 18 frames, of 16 channels; as many again lie behind the end.
    expect(await type([...line, '-o', at('much.npy')], { room: 18 * 16 * 4 - 1 })).toMatchObject({ exit: 2 })
    expect(await type([...line, '-o', at('just.npy')], { room: 18 * 16 * 4 })).toMatchObject({ exit: 0 })
  })
})
