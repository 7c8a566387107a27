import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { sampleCount } from '@sigmastream/audio'
import { constant } from '@sigmastream/core'
import { encodeNpy, readTensor } from '@sigmastream/tensor-files'
import { beforeAll, describe, expect, it } from 'vitest'
import { drawnRun } from '../../../plot/test/drawn-run.js'
import { as16Bit, changes, heard, loudness, orThrow, scratch, tone, type, wav } from '../support.js'
import { diffusers, quick, refused, single, works } from './checkpoints.js'

const folder = scratch()
const at = (name: string): string => join(folder, name)
const clip = tone(0.3, { sampleRate: 8000 })
writeFileSync(at('in.wav'), wav(clip))
writeFileSync(at('long.wav'), wav(tone(1)))
const model = ['--model', single, '--prompt', 'brushes', ...quick, '--seed', '3']
const gap = ['--from', '0.1', '--to', '0.2']
const read = async (name: string) => orThrow(await readTensor(at(name))())

describe('inpaint --model', () => {
  it('leaves a recording of any rate as it was outside the region, sample for sample', async () => {
    await works(['inpaint', at('in.wav'), ...gap, ...model, '--plot', at('p.png'), '-o', at('a.wav')])
    const [before, after] = [await as16Bit(clip), await heard(at('a.wav'))]
    expect({ rate: after.sampleRate, channels: after.channels.length }).toEqual({ rate: 8000, channels: 1 })
    expect(changes(before, after)).toEqual([[0.1, 0.2]])
    expect(loudness(after, 0.1, 0.2)).toBeGreaterThan(0.01)
    const { colours, differing } = drawnRun(readFileSync(at('p.png')), { panels: 3, regions: true })
    for (const count of colours) expect(count).toBeGreaterThan(100)
    expect(differing(0, 1)).toEqual([1 / 3, 2 / 3, 1 / 3].map((share) => expect.closeTo(share, 2)))
    expect(differing(0, 2)?.[2]).toBeGreaterThan(0.3)
  })

  it('says how the clip was prepared', async () => {
    const line = ['explain', 'inpaint', at('in.wav'), ...gap, ...model]
    expect((await works(line)).stdout).toContain(
      '0.3 s, resampled from 8000 to 44100 Hz, filled up with silence to 0.300408 s',
    )
    expect((await works([...line, '--reference', 'exercises'])).stdout).toContain(
      'divided by its peak, repeated to 0.300408 s',
    )
    expect((await works([...line, '--seconds', '0.25'])).stdout).toContain('cut to 0.251066 s')
  })

  it('is predicted to take as long as the branches that are asked, as restyle and vary are', async () => {
    const [less, more] = [
      ['--cfg', '1'],
      ['--cfg', '7', '--cfg-refresh', '2'],
    ]
    const tasks = [
      ['inpaint', at('in.wav'), ...gap, '--paint-start', '1'],
      ['restyle', at('in.wav'), '--strength', '0.5'],
      ['vary', at('in.wav'), '--noise-level', '20'],
    ]
    for (const task of tasks) {
      const call = async (options: readonly string[]): Promise<number> =>
        JSON.parse((await works(['explain', ...task, ...model, '--steps', '4', ...options, '--json'])).stdout).duration
          .call
      expect((await call(more)) / (await call(less))).toBeCloseTo(1.5) // 2 and 1 by turns
    }
  })

  it('with --reference exercises gives the sound of the model, the clip repeated', async () => {
    const options = ['--reference', 'exercises', '--seconds', '0.35']
    await works(['inpaint', at('in.wav'), ...gap, ...model, ...options, '-o', at('b.wav')])
    const made = await heard(at('b.wav'))
    expect({ rate: made.sampleRate, samples: sampleCount(made) }).toEqual({ rate: 44100, samples: 15435 })
    for (const [from, to] of [[0, 0.1] as const, [0.1, 0.2] as const, [0.2, 0.35] as const])
      expect(loudness(made, from, to)).toBeGreaterThan(0.01)
  })

  it('works on latents, which it can make heard: frames outside the region are the same bits', async () => {
    await works(['encode', at('in.wav'), '--model', single, '-o', at('z.npy')])
    await works(['inpaint', at('z.npy'), ...gap, ...model, '-o', at('c.npy')])
    await works(['inpaint', at('z.npy'), ...gap, ...model, '-o', at('c.wav')])
    const [before, after] = [await read('z.npy'), await read('c.npy')]
    const frames = before.shape[2] ?? 0
    const changed = [...after.data].flatMap((value, i) => (value === before.data[i] ? [] : [i % frames]))
    // floor(0.1 * 689.0625) up to floor(0.2 * 689.0625) - 1
    expect([Math.min(...changed), Math.max(...changed)]).toEqual([68, 136])
    await works(['decode', at('c.npy'), '--model', single, '--threads', '1', '-o', at('c-decoded.wav')])
    expect(sampleCount(await heard(at('c.wav')))).toBe(frames * 64)
    expect((await heard(at('c.wav'))).channels).toEqual((await heard(at('c-decoded.wav'))).channels)
  })
})

describe('restyle and vary --model', () => {
  /** What the autoencoder alone makes of the clip. */
  beforeAll(async () => {
    const line = ['restyle', at('in.wav'), '--strength', '1', ...model, '--full-window', '-o', at('itself.wav')]
    await works(line)
  }, 60_000)

  it.each([
    ['restyle', '--strength', '0.4'],
    ['vary', '--noise-level', '2'],
  ])('%s %s %s makes sound as long as the clip, of both layouts', async (command, ...options) => {
    for (const layout of [single, diffusers]) {
      const out = at(`${command}.wav`)
      const line = [
        command,
        at('in.wav'),
        ...options,
        ...model,
        '--model',
        layout,
        '--full-window',
        '--force',
        '-o',
        out,
      ]
      await works(line)
      const made = await heard(out)
      expect({ rate: made.sampleRate, samples: sampleCount(made) }).toEqual({ rate: 44100, samples: 13230 })
      // All along; and not what the autoencoder alone makes of the clip.
      for (const from of [0, 0.1, 0.2]) expect(loudness(made, from, from + 0.1)).toBeGreaterThan(0.01)
      expect(changes(await heard(at('itself.wav')), made)).toEqual([
        [0, 0.3],
        [0, 0.3],
      ])
      expect(JSON.parse(readFileSync(`${out}.json`, 'utf8'))).toMatchObject({
        command,
        input: 'in.wav',
        fullWindow: true,
      })
    }
  })

  it('restyle at strength 1 is the clip through the autoencoder', async () => {
    const { stdout } = await works(['restyle', at('in.wav'), '--strength', '1', ...model, '-o', at('d.npy')])
    expect(stdout).toContain(
      "--strength 1 makes no step: IN only goes through the model's encoder and, to be heard, its",
    )
    expect(stdout).toMatch(/^seed \d+, [^,]+, no step, [^,]+, noise keyed$/m)
    await works(['encode', at('in.wav'), '--model', single, '-o', at('e.npy'), '--threads', '1'])
    expect((await read('d.npy')).shape).toEqual((await read('e.npy')).shape)
    const [one, other] = [(await read('d.npy')).data, (await read('e.npy')).data]
    one.slice().forEach((value, i) => expect(value).toBeCloseTo(other[i] ?? NaN, 4))
  })
})

describe('what goes together', () => {
  writeFileSync(at('narrow.npy'), orThrow(encodeNpy(constant([1, 4, 20], 1))))
  writeFileSync(at('wide.npy'), orThrow(encodeNpy(constant([1, 8, 20], 1))))

  it.each([
    [['in.wav', ...gap, '--model', single], 'say with --prompt what is to be heard'],
    [['in.wav', ...gap, '--prompt', 'x'], 'give --model'],
    [['in.wav', ...gap, '--cfg', '3'], '--cfg is for Stable Audio'],
    [['in.wav', ...gap, '--full-window'], '--full-window is for Stable Audio'],
    [['in.wav', ...gap, ...model, '--from-audio', 'x.wav'], 'embedded model'],
    [['in.wav', ...gap, ...model, '--window-length', '1'], 'embedded model'],
    [['wide.npy', '--from', '0', '--to', '0.01', ...model, '--frame-rate', '10'], 'leave it out'],
    [['wide.npy', '--from', '0', '--to', '0.01', ...model, '--full-window'], 'leave it out'],
    [['narrow.npy', '--from', '0', '--to', '0.01', ...model], '1 x 8 x frames'],
    [['in.wav', '--from', '0.2', '--to', '0.4', ...model], 'past the end'],
    [['in.wav', ...gap, ...model, '--reference', 'zeros'], 'silence, exercises'],
  ])('%j is refused', async ([name = '', ...options], right) => {
    expect(await refused(['inpaint', at(name), ...options, '-o', at('never.wav')])).toContain(right)
  })

  it('a clip may be cut', async () => {
    await works(['inpaint', at('long.wav'), ...gap, ...model, '--seconds', '0.3', '-o', at('cut.wav')])
    const [whole, cut] = [await as16Bit(tone(1)), await heard(at('cut.wav'))]
    expect(sampleCount(cut)).toBe(2400)
    const first = { ...whole, channels: whole.channels.map((samples) => samples.slice(0, 2400)) }
    expect(changes(first, cut)).toEqual([[0.1, 0.2]])
  })

  it('a model folder that is none leaves the embedded model out of it', async () => {
    const { exit, stderr } = await type([
      'restyle',
      at('in.wav'),
      '--strength',
      '0',
      ...model,
      '--model',
      folder,
      '-o',
      at('n.wav'),
    ])
    expect({ exit, stderr }).toEqual({ exit: 2, stderr: expect.stringContaining('no Stable Audio checkpoint') })
  })
})
