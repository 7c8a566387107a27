import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { encodeNpy, encodeNpz, encodeSafetensors, readTensor } from '@sigmastream/tensor-files'
import { describe, expect, it } from 'vitest'
import { drawnRun } from '../../plot/test/drawn-run.js'
import { orThrow, scratch, tone, type, wav } from './support.js'

const folder = scratch()
const at = (name: string): string => join(folder, name)
const tensor = (shape: readonly number[], value = (i: number): number => Math.sin(i)) => ({
  shape,
  data: Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => value(i)),
})
const reference = tensor([1, 4, 50])
writeFileSync(at('in.npy'), orThrow(encodeNpy(reference)))
writeFileSync(at('flat.npy'), orThrow(encodeNpy(tensor([4, 50]))))
writeFileSync(at('batch.npy'), orThrow(encodeNpy(tensor([2, 4, 50]))))
writeFileSync(at('in.wav'), wav(tone(1)))
const gap = ['--frame-rate', '10', '--from', '1', '--to', '2', '--steps', '4']
const read = async (name: string) => orThrow(await readTensor(at(name))())

/** The frames of a file in which a value is another than in the input. */
const changedIn = async (name: string): Promise<ReadonlySet<number>> => {
  const { shape, data } = await read(name)
  expect(shape).toEqual([1, 4, 50])
  return new Set([...data].flatMap((value, i) => (Object.is(value, reference.data[i]) ? [] : [i % 50])))
}
const region = new Set([10, 11, 12, 13, 14, 15, 16, 17, 18, 19])

describe('latents', () => {
  it.each(['out.npy', 'out.npz', 'out.safetensors'])(
    'are inpainted into %s: frames outside the region are the same bits',
    async (name) => {
      expect(await type(['inpaint', at('in.npy'), ...gap, '--seed', '3', '-o', at(name)])).toMatchObject({ exit: 0 })
      expect(await changedIn(name)).toEqual(region)
      expect(JSON.parse(readFileSync(at(`${name}.json`), 'utf8'))).toMatchObject({ seed: 3, command: 'inpaint' })
    },
  )

  it('that are varied are compared as latents, and sound as waveforms', async () => {
    for (const [input, output, of] of [
      ['in.npy', 'varied.npy', 'latents'],
      ['in.wav', 'varied.wav', 'waveforms'],
    ] as const) {
      const { exit, stdout } = await type(['vary', at(input), '--steps', '2', '--seed', '1', '-o', at(output)])
      expect([exit, stdout]).toEqual([0, expect.stringContaining(`(correlation of the ${of})`)])
    }
  })

  it.each(['beside.pt', 'beside-4.pt', 'beside.npz', 'other-types.pt'])(
    'are taken from %s, whatever lies beside them, with their name or without',
    async (file) => {
      const path = fileURLToPath(new URL(`../../tensor-files/test/fixtures/${file}`, import.meta.url))
      const given = orThrow(await readTensor(path)())
      const name = { 'beside.npz': 'sub/latents', 'other-types.pt': 'weights' }[file] ?? 'latents'
      const line = ['vary', path, '--noise-level', '1', '--steps', '2', '--seed', '1', '--frame-rate', '10']
      expect(await type([...line, '-o', at(`${file}.npy`)])).toMatchObject({ exit: 0 })
      expect(await type([...line, '--tensor', name, '-o', at(`${file}-named.npy`)])).toMatchObject({ exit: 0 })
      const made = await read(`${file}.npy`)
      expect(made.shape).toEqual(given.shape)
      expect(made).toEqual(await read(`${file}-named.npy`))
      expect(made.data).not.toEqual(given.data)
    },
  )

  it('keep the shape that they have in their file', async () => {
    await type(['restyle', at('flat.npy'), '--strength', '0.5', '--steps', '4', '-o', at('flat-out.npy')])
    await type(['restyle', at('batch.npy'), '--strength', '0.5', '--steps', '4', '-o', at('batch-out.npy')])
    const [flat, batch] = [await read('flat-out.npy'), await read('batch-out.npy')]
    expect([flat.shape, batch.shape]).toEqual([
      [4, 50],
      [2, 4, 50],
    ])
    // The first item of a batch has the seed of one alone, and the second another.
    expect([...batch.data.subarray(0, 200)]).toEqual([...flat.data])
    expect([...batch.data.subarray(200)]).not.toEqual([...flat.data])
    expect(new Set(flat.data).size).toBe(200)
  })

  it('are drawn', async () => {
    expect(await type(['inpaint', at('in.npy'), ...gap, '--plot', at('l.png'), '-o', at('l.npy')])).toMatchObject({
      exit: 0,
    })
    const { colours, differing } = drawnRun(readFileSync(at('l.png')), { panels: 3, regions: true })
    for (const count of colours) expect(count).toBeGreaterThan(50)
    // The frames of the region, 1 to 2 of 5 s, and nothing beside them.
    expect(differing(0, 1)).toEqual([0.2, 0.4, 0.2].map((share) => expect.closeTo(share, 2)))
    expect(differing(0, 2)).toEqual([0.2, 0.4, 0.2].map((share) => expect.closeTo(share, 2)))
  })

  it('several in one file need a name', async () => {
    writeFileSync(
      at('two.safetensors'),
      orThrow(
        encodeSafetensors(
          new Map([
            ['a', reference],
            ['b', tensor([5])],
          ]),
        ),
      ),
    )
    const line = ['inpaint', at('two.safetensors'), ...gap, '-o', at('named.npy')]
    expect(await type(line)).toMatchObject({ exit: 2, stderr: expect.stringContaining('give the name of one') })
    expect(await type([...line, '--tensor', 'a'])).toMatchObject({ exit: 0 })
    expect(await changedIn('named.npy')).toEqual(region)
    expect(await type([...line, '--tensor', 'b', '--force'])).toMatchObject({
      exit: 2,
      stderr: expect.stringContaining('shape [5]'),
    })
  })

  it.each([
    [['in.npy', '--from', '1', '--to', '2', '-o', 'x.npy'], 'give --frame-rate'],
    [['in.npy', ...gap, '-o', 'x.wav'], 'give .npy, .npz or .safetensors'],
    [['in.npy', ...gap, '-o', 'x.pt'], 'ends in .npy, .npz or .safetensors'],
    [['in.npy', ...gap, '--encoding', 'pcm16', '-o', 'x.npy'], '--encoding is for sound'],
    [['in.npy', '--frame-rate', '0', '--from', '1', '--to', '2', '-o', 'x.npy'], 'frames a second above 0'],
    [['in.npy', '--frame-rate', '10', '--from', '1', '--to', '6', '-o', 'x.npy'], 'past the end'],
    [['none.npy', ...gap, '-o', 'x.npy'], 'no such file'],
    [['empty.npy', ...gap, '-o', 'x.npy'], 'empty'],
    [['odd.npy', ...gap, '-o', 'x.npy'], 'shape [5]'],
    [['nan.npy', ...gap, '-o', 'x.npy'], 'NaN'],
    [['text.npz', ...gap, '-o', 'x.npy'], 'text.npz'],
    [['in.wav', '--tensor', 'a', '--from', '0', '--to', '0.5', '-o', 'x.wav'], 'leave it out'],
    [['empty.wav', '--from', '0', '--to', '0.5', '-o', 'x.wav'], 'empty'],
    [['text.wav', '--from', '0', '--to', '0.5', '-o', 'x.wav'], 'no audio format'],
    [['nan.wav', '--from', '0', '--to', '0.5', '-o', 'x.wav'], 'NaN'],
  ])('%j is refused', async ([name = '', ...options], right) => {
    writeFileSync(at('empty.npy'), '')
    writeFileSync(at('empty.wav'), '')
    writeFileSync(at('text.wav'), 'not a sound at all, but a text')
    writeFileSync(at('text.npz'), 'not an archive')
    writeFileSync(at('odd.npy'), orThrow(encodeNpy(tensor([5]))))
    writeFileSync(at('nan.npy'), orThrow(encodeNpy(tensor([1, 1, 5], () => NaN))))
    const bytes = Buffer.from(wav(tone(1), 'float32'))
    bytes.writeUInt32LE(0x7fc00000, bytes.indexOf('data') + 8)
    writeFileSync(at('nan.wav'), bytes)
    const line = options.map((option) => (option.startsWith('x.') ? at(option) : option))
    const { exit, stderr } = await type(['inpaint', at(name), ...line])
    expect(exit).toBe(2)
    expect(stderr).toContain(right)
    expect(stderr).toMatch(/^sigmastream: [^\n]*\n$/)
  })

  it('of an archive of one are read', async () => {
    writeFileSync(at('one.npz'), orThrow(encodeNpz(new Map([['x', reference]]))))
    expect(await type(['inpaint', at('one.npz'), ...gap, '-o', at('one-out.npy')])).toMatchObject({ exit: 0 })
    expect(await changedIn('one-out.npy')).toEqual(region)
  })
})
