import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { levels, secondsOf } from '@sigmastream/audio'
import { constant } from '@sigmastream/core'
import { exemplar } from '@sigmastream/pipeline'
import { encodeNpy, readTensor } from '@sigmastream/tensor-files'
import { describe, expect, it } from 'vitest'
import { as16Bit, heard, orThrow, type Said, scratch, tone, type, wav } from './support.js'

const folder = scratch()
const at = (name: string): string => join(folder, name)
const clip = tone(2, { channels: 2 })
writeFileSync(at('in.wav'), wav(clip))
writeFileSync(at('other.wav'), wav(tone(1, { sampleRate: 11025, pitch: 330 })))
writeFileSync(at('silent.wav'), wav({ sampleRate: 8000, channels: [new Float32Array(16000)] }))
const run = (...argv: readonly string[]): Promise<Said> => type(argv, { model: exemplar })

const course = fileURLToPath(new URL('../../../../shared/course/references/', import.meta.url))
if (!existsSync(course))
  console.log('skipped: inpainting the latents of the exercises, since ../shared/course is not there')

describe('the embedded model on sound', () => {
  it('fills a gap of a stereo clip at its loudness, and leaves the rest as it was', async () => {
    expect(
      await run(
        'inpaint',
        at('in.wav'),
        '--from',
        '0.8',
        '--to',
        '1.2',
        '--steps',
        '8',
        '--seed',
        '1',
        '-o',
        at('a.wav'),
      ),
    ).toMatchObject({ exit: 0 })
    const [before, after] = [await as16Bit(clip), await heard(at('a.wav'))]
    before.channels.forEach((samples, c) => {
      const made = after.channels[c] ?? new Float32Array()
      expect(made.slice(0, 6400)).toEqual(samples.slice(0, 6400))
      expect(made.slice(9600)).toEqual(samples.slice(9600))
      const loudness = (channel: typeof samples): number =>
        levels({ sampleRate: 8000, channels: [channel.slice(6400, 9600)] }).rmsDbfs
      expect(Math.abs(loudness(made) - loudness(samples))).toBeLessThan(3)
    })
  })

  it('never reads what is in the gap', async () => {
    const damaged = { ...clip, channels: clip.channels.map((samples) => samples.slice().fill(0.9, 6400, 9600)) }
    writeFileSync(at('damaged.wav'), wav(damaged))
    const line = ['--from', '0.8', '--to', '1.2', '--steps', '5', '--seed', '1']
    await run('inpaint', at('in.wav'), ...line, '-o', at('whole-out.wav'))
    await run('inpaint', at('damaged.wav'), ...line, '-o', at('damaged-out.wav'))
    expect((await heard(at('damaged-out.wav'))).channels).toEqual((await heard(at('whole-out.wav'))).channels)
  })

  it.each([
    ['inpaint', '--from', '0', '--to', '0.3'],
    ['inpaint', '--from', '1.7', '--to', '2'],
    ['inpaint', '--from', '0.5', '--to', '0.7', '--from', '1.2', '--to', '1.3', '--feather', '0.05'],
    ['inpaint', '--from', '0.5', '--to', '0.7', '--paint-end', '3'],
    ['inpaint', '--from', '0.5', '--to', '0.7', '--window-length', '0.1', '--threads', '1'],
    ['restyle', '--strength', '0.5'],
    ['vary', '--noise-level', '20'],
    ['vary', '--noise-level', '0.1'],
  ])('runs %s %s %s %s', async (command, ...options) => {
    const out = at(`${command}${options.join('')}.wav`)
    expect(await run(command, at('in.wav'), ...options, '--steps', '5', '--seed', '1', '-o', out)).toMatchObject({
      exit: 0,
    })
    expect(secondsOf(await heard(out))).toBe(2)
  })

  it('learns from other clips, of another rate and other channels', async () => {
    const line = [
      'restyle',
      at('in.wav'),
      '--strength',
      '0.2',
      '--steps',
      '5',
      '--seed',
      '1',
      '--from-audio',
      at('other.wav'),
      at('other.wav'),
    ]
    expect(await run(...line, '-o', at('styled.wav'))).toMatchObject({ exit: 0 })
    expect((await heard(at('styled.wav'))).channels).toHaveLength(2)
  })

  it('fills a whole clip only from others', async () => {
    const line = [
      'inpaint',
      at('in.wav'),
      '--from',
      '0',
      '--to',
      '2',
      '--steps',
      '4',
      '--seed',
      '1',
      '-o',
      at('filled.wav'),
    ]
    expect(await run(...line)).toMatchObject({ exit: 2 })
    expect(await run(...line, '--from-audio', at('in.wav'))).toMatchObject({ exit: 0 })
  })

  it('fails on silence, and writes nothing', async () => {
    const { exit, stderr } = await run(
      'inpaint',
      at('silent.wav'),
      '--from',
      '0.5',
      '--to',
      '1',
      '--steps',
      '4',
      '-o',
      at('nothing.wav'),
    )
    expect({ exit, stderr }).toEqual({ exit: 1, stderr: expect.stringContaining('silent') })
    expect(existsSync(at('nothing.wav'))).toBe(false)
  })

  it.each([
    [['--from', '0.5', '--to', '2.5'], 'past the end'],
    [['--from', '0.5', '--to', '0.7', '--from-audio', 'latents.npy'], 'give sound'],
    [['--from', '0.5', '--to', '0.7', '--window-length', '0'], 'seconds above 0'],
  ])('refuses %j', async (options, right) => {
    writeFileSync(at('latents.npy'), orThrow(encodeNpy(constant([1, 4, 50], 1))))
    const line = options.map((option) => (option === 'latents.npy' ? at(option) : option))
    const { exit, stderr } = await run('inpaint', at('in.wav'), ...line, '-o', at('never.wav'))
    expect({ exit, stderr }).toEqual({ exit: 2, stderr: expect.stringContaining(right) })
  })

  it('is explained without being loaded', async () => {
    const { exit, stdout } = await run(
      'explain',
      'inpaint',
      at('in.wav'),
      '--from',
      '0.5',
      '--to',
      '0.7',
      '--steps',
      '6',
    )
    expect(exit).toBe(0)
    expect(stdout).toContain('reference x 6')
  })
})

describe('the embedded model on latents', () => {
  const wave = {
    shape: [1, 4, 60],
    data: Float32Array.from({ length: 240 }, (_, i) => Math.sin(i * 0.7) + 0.1 * Math.sin(i * i)),
  }
  writeFileSync(at('wave.npy'), orThrow(encodeNpy(wave)))
  writeFileSync(at('narrow.npy'), orThrow(encodeNpy(constant([1, 3, 60], 1))))
  const gap = ['--frame-rate', '10', '--from', '2', '--to', '3', '--steps', '4', '--seed', '1']

  it('learns from the clip itself, or from other latents', async () => {
    expect(await run('inpaint', at('wave.npy'), ...gap, '-o', at('own.npy'))).toMatchObject({ exit: 0 })
    expect(
      await run('inpaint', at('wave.npy'), ...gap, '--from-audio', at('wave.npy'), '-o', at('others.npy')),
    ).toMatchObject({
      exit: 0,
    })
    expect(
      await run('vary', at('wave.npy'), '--noise-level', '1', '--steps', '4', '-o', at('varied.npy')),
    ).toMatchObject({
      exit: 0,
    })
  })

  it.each([
    ['narrow.npy', 'as many channels'],
    ['in.wav', 'give latents'],
  ])('refuses to learn from %s', async (name, right) => {
    const { exit, stderr } = await run(
      'inpaint',
      at('wave.npy'),
      ...gap,
      '--from-audio',
      at(name),
      '-o',
      at('never.npy'),
    )
    expect({ exit, stderr }).toEqual({ exit: 2, stderr: expect.stringContaining(right) })
  })

  it.skipIf(!existsSync(course))(
    'inpaints a reference of the exercises: frames 64 to 127 are the same bits',
    async () => {
      const others = [1, 2, 3, 4, 5].map((i) => join(course, `${i}.pt`))
      const line = [
        'inpaint',
        join(course, '0.pt'),
        '--frame-rate',
        '21.533203125',
        '--from',
        '0',
        '--to',
        '3',
        '--from-audio',
        ...others,
      ]
      expect(await run(...line, '--steps', '6', '-o', at('course.npy'))).toMatchObject({ exit: 0 })
      const [before, after] = [
        orThrow(await readTensor(join(course, '0.pt'))()),
        orThrow(await readTensor(at('course.npy'))()),
      ]
      const later = (data: typeof before.data): readonly number[] => [...data].filter((_, i) => i % 128 >= 64)
      expect(later(after.data)).toEqual(later(before.data))
      expect(after.data).not.toEqual(before.data)
    },
  )
})
