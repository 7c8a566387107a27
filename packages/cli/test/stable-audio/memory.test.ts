import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { exemplar } from '@sigmastream/pipeline'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { leftOf } from '../../src/available-memory.js'
import { heard, loudness, namesIn, scratch, tone, type, wav } from '../support.js'
import { quick, single, works } from './checkpoints.js'

const folder = scratch()
const at = (name: string): string => join(folder, name)
writeFileSync(at('in.wav'), wav(tone(0.2)))
const line = ['generate', 'rain', '--model', single, ...quick]
const out = ['-o', at('n.wav')]

const peakOf = async (...typed: readonly string[]): Promise<number> =>
  JSON.parse((await works(['explain', ...line, '--json', ...typed])).stdout).peakBytes

describe('the memory of a run', () => {
  it('is printed by explain, and is less of a shorter run and of latents that are not decoded', async () => {
    expect((await works(['explain', ...line])).stdout).toMatch(
      /^peak {7}about 0\.\d GB of memory at most, 0\.4 GB of it the model$/m,
    )
    const [whole, short, latents] = [await peakOf(), await peakOf('--seconds', '0.1'), await peakOf('-o', at('n.npy'))]
    expect(short).toBeLessThan(whole)
    expect(latents).toBeLessThan(whole)
    expect(await peakOf('-o', at('n.npy'), '--save-frames', at('frames'))).toBe(whole)
  })

  it('is predicted for the embedded model too, and what does not fit is refused', async () => {
    const restyle = ['restyle', at('in.wav'), '--strength', '0.5']
    const { peakBytes } = JSON.parse((await type(['explain', ...restyle, '--json'], { model: exemplar })).stdout)
    expect(peakBytes).toBeGreaterThan(1e7)
    const { exit, stderr } = await type([...restyle, '-o', at('restyled.wav')], {
      model: exemplar,
      memory: peakBytes - 1,
    })
    expect(exit).toBe(2)
    expect(stderr).toMatch(/^sigmastream: this needs about 0\.\d GB of memory and 0\.\d GB are free: /)
    expect(namesIn(folder)).not.toContain('restyled.wav')
  })

  it('must be available to the byte, or the run is refused before the model is loaded', async () => {
    const peak = await peakOf()
    const short = await type([...line, ...out], { memory: peak - 1 })
    expect(short).toMatchObject({ exit: 2, stdout: '' })
    expect(short.stderr).toMatch(
      /^sigmastream: this needs about 0\.\d GB of memory and 0\.\d GB are free: ask for fewer --seconds, give --precision int8/,
    )
    expect(namesIn(folder)).toEqual(['in.wav'])
    await works([...line, '-o', at('fits.wav')], { memory: peak })
    expect(loudness(await heard(at('fits.wav')))).toBeGreaterThan(0.01)
  })

  it('is refused in other words where the model alone does not fit', async () => {
    const { exit, stderr } = await type([...line, ...out], { memory: 3e8 })
    expect(exit).toBe(2)
    expect(stderr).toBe(
      'sigmastream: the model alone needs about 0.4 GB of memory and 0.3 GB are free: give --precision int8 or int4 if it is not, or close other programs\n',
    )
  })

  it('is that of the largest line of a file', async () => {
    writeFileSync(at('lines.jsonl'), '{"prompt": "rain", "seconds": 0.05}\n{"prompt": "rain"}')
    const file = ['generate', '--prompts', at('lines.jsonl'), ...line.slice(2), ...out]
    const { exit, stderr } = await type(file, { memory: (await peakOf()) - 1 })
    expect({ exit, stderr }).toMatchObject({ exit: 2, stderr: expect.stringContaining('this needs about') })
  })

  it('of an edit counts the encoder of the clip too', async () => {
    const edit = [
      'vary',
      at('in.wav'),
      '--noise-level',
      '2',
      '--prompt',
      'x',
      '--seconds',
      '0.2',
      ...line.slice(2),
      '--json',
    ]
    const { peakBytes } = JSON.parse((await works(['explain', ...edit])).stdout)
    expect(peakBytes).toBeGreaterThan(await peakOf('--seconds', '0.2'))
    expect((await type([...edit, ...out], { memory: peakBytes - 1 })).exit).toBe(2)
  })
})

describe('leftOf', () => {
  const files = (current: number, active: number, inactive: number) => (path: string) => {
    if (path === '/proc/self/cgroup') return '0::/a/b\n'
    if (path === '/sys/fs/cgroup/a/b/memory.current') return `${current}\n`
    if (path === '/sys/fs/cgroup/a/b/memory.stat')
      return `anon 5\nfile 7\nactive_file ${active}\ninactive_file ${inactive}\n`
    throw new Error(`read ${path}`)
  }
  const none = (): string => {
    throw new Error('no such file')
  }

  it('is what the machine has where no limit is set, whatever way systems say that', () => {
    for (const unset of [0, 2 ** 64 - 1, Number.MAX_SAFE_INTEGER]) expect(leftOf(7e9, unset, 1e9, none)).toBe(7e9)
  })

  it('is what the limit leaves beside all that others in it took, but the page cache', () => {
    expect(leftOf(20e9, 8e9, 1e9, files(6e9, 1e9, 2e9))).toBe(5e9)
    expect(leftOf(2e9, 8e9, 1e9, files(6e9, 1e9, 2e9))).toBe(2e9)
  })

  it('is what the limit leaves beside this process where there are no such files', () => {
    expect(leftOf(20e9, 8e9, 1e9, none)).toBe(7e9)
    expect(leftOf(20e9, 8e9, 1e9, () => '0::/\n')).toBe(7e9)
  })

  it('is never below nothing nor above what is free', () => {
    const bytes = fc.integer({ min: 0, max: 2 ** 40 })
    fc.assert(
      fc.property(bytes, bytes, bytes, bytes, (free, limit, own, current) => {
        const left = leftOf(free, limit, own, files(current, 0, 0))
        expect(left >= 0 && left <= free).toBe(true)
      }),
    )
  })
})
