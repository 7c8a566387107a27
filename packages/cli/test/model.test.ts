import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { levels } from '@sigmastream/audio'
import { constant } from '@sigmastream/core'
import { exemplar } from '@sigmastream/pipeline'
import { encodeNpy, readTensor } from '@sigmastream/tensor-files'
import { describe, expect, it } from 'vitest'

import { skippedUnless } from '../../../test/skipped-unless.js'
import { as16Bit, changes, heard, loudness, namesIn, orThrow, type Said, scratch, tone, type, wav } from './support.js'

const folder = scratch()
const at = (name: string): string => join(folder, name)
const clip = tone(2, { channels: 2 })
writeFileSync(at('in.wav'), wav(clip))
writeFileSync(at('other.wav'), wav(tone(1, { sampleRate: 11025, pitch: 330 })))
writeFileSync(at('silent.wav'), wav({ sampleRate: 8000, channels: [new Float32Array(16000)] }))
// Nowhere the same as elsewhere in it, so that what is made of the rest of it can be told from what was there.
const lively = {
  sampleRate: 8000,
  channels: [1, 2].map((c) =>
    Float32Array.from(
      { length: 16000 },
      (_, n) => 0.3 * Math.sin(0.1 * c * n + 1e-5 * n * n) + 0.1 * Math.sin(c * n * n),
    ),
  ),
}
writeFileSync(at('lively.wav'), wav(lively))
const run = (...argv: readonly string[]): Promise<Said> => type(argv, { model: exemplar })

const course = fileURLToPath(new URL('../../../../shared/course/references/', import.meta.url))

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
      const decibels = (channel: typeof samples): number =>
        levels({ sampleRate: 8000, channels: [channel.slice(6400, 9600)] }).rmsDbfs
      expect(Math.abs(decibels(made) - decibels(samples))).toBeLessThan(3)
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

  const [gap, everywhere] = [['--from', '0.5', '--to', '0.7'], [0, 2] as const]
  it.each([
    ['the beginning', [0, 0.3] as const, ['inpaint', '--from', '0', '--to', '0.3']],
    ['the end', [1.7, 2] as const, ['inpaint', '--from', '1.7', '--to', '2']],
    ['two regions', [0.45, 1.35] as const, ['inpaint', ...gap, '--from', '1.2', '--to', '1.3', '--feather', '0.05']],
    ['its window', [0.5, 0.7] as const, ['inpaint', ...gap, '--window-length', '0.1', '--threads', '1']],
    ['all that noise of 100 drowns', everywhere, ['vary', '--noise-level', '100']],
    ['what a strength of 0.1 lets go', [0, 1.41] as const, ['restyle', '--strength', '0.1']],
    // It knows the clip by heart: from little noise it finds back to it, to the last bit.
    ['nothing at a strength of 0.5', null, ['restyle', '--strength', '0.5']],
  ])('makes %s anew: %j, as loud as the clip, and leaves the rest', async (_, span, [command = '', ...options]) => {
    const out = at(`anew-${command}${options.join('')}.wav`)
    await run(command, at('lively.wav'), ...options, '--steps', '5', '--seed', '1', '-o', out)
    const [before, after] = [await as16Bit(lively), await heard(out)]
    expect(changes(before, after)).toEqual([span, span])
    const share = loudness(after, ...(span ?? everywhere)) / loudness(before, ...(span ?? everywhere))
    expect(share).toBeGreaterThan(0.6)
    expect(share).toBeLessThan(1.2)
  })

  it.each([
    ['--noise-level', '20'],
    ['--noise-level', '0.1'],
    ['--amount', '0'],
  ])('a variation with %s %s is the clip itself, so it fails, and says what to raise', async (option, value) => {
    const { exit, stderr } = await type(
      ['vary', at('lively.wav'), option, value, '--steps', '5', '--seed', '1', '-o', at('none.wav')],
      { model: exemplar },
    )
    expect(exit).toBe(1)
    expect(stderr).toContain('the result is the clip itself, so nothing was written; give a higher ' + option)
    expect(namesIn(folder)).not.toContain('none.wav')
  })

  it('a variation of a clip of few patches says that shorter ones help, and they do', async () => {
    const channels = lively.channels.map((channel) => channel.subarray(0, 4000))
    writeFileSync(at('brief.wav'), wav({ sampleRate: 8000, channels }))
    const few = ['vary', at('brief.wav'), '--steps', '5', '--seed', '1', '-o', at('brief-varied.wav')]
    const said = await type([...few, '--window-length', '0.5'], { model: exemplar })
    expect([said.exit, said.stderr]).toEqual([
      1,
      expect.stringContaining('give a higher --amount, such as 0.7, and a shorter --window-length, such as 0.1\n'),
    ])
    await run(...few, '--amount', '0.7', '--window-length', '0.1')
    expect(namesIn(folder)).toContain('brief-varied.wav')
  })

  it('a variation of a clip that is shorter than a patch is another sound with what is chosen for it', async () => {
    const sound = { sampleRate: 8000, channels: lively.channels.map((channel) => channel.subarray(4000, 8000)) }
    writeFileSync(at('short.wav'), wav(sound))
    await run('vary', at('short.wav'), '--steps', '20', '--seed', '1', '-o', at('short-varied.wav'))
    const [first] = changes(await heard(at('short.wav')), await heard(at('short-varied.wav')))
    expect(first).not.toBeNull()
  })

  it('lets go of the rest where the last steps are outside the paint window', async () => {
    await run(
      'inpaint',
      at('lively.wav'),
      ...gap,
      '--paint-end',
      '3',
      '--steps',
      '5',
      '--seed',
      '1',
      '-o',
      at('let.wav'),
    )
    const [before, after] = [await as16Bit(lively), await heard(at('let.wav'))]
    for (const span of changes(before, after)) {
      expect(span?.[0]).toBeLessThan(0.4)
      expect(span?.[1]).toBeGreaterThan(0.8)
    }
    expect(loudness(after, 0.5, 0.7) / loudness(before, 0.5, 0.7)).toBeGreaterThan(0.6)
  })

  /** The amplitude of a sine of so many Hz in the first channel. */
  const amplitudeAt = (
    hertz: number,
    { sampleRate, channels: [samples = new Float32Array()] }: typeof clip,
  ): number => {
    const turn = (2 * Math.PI * hertz) / sampleRate
    const along = (wave: (phase: number) => number): number =>
      [...samples].reduce((sum, sample, n) => sum + sample * wave(turn * n), 0)
    return (2 * Math.hypot(along(Math.sin), along(Math.cos))) / samples.length
  }

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
    const styled = await heard(at('styled.wav'))
    expect(styled.channels).toHaveLength(2)
    // The other clips are at 330 Hz where this one is at 220.
    expect([amplitudeAt(330, clip), amplitudeAt(220, clip)]).toEqual([expect.closeTo(0, 2), expect.closeTo(0.4, 2)])
    expect(amplitudeAt(330, styled)).toBeGreaterThan(0.05)
    expect(amplitudeAt(220, styled)).toBeLessThan(0.01)
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
    expect(await run(...line)).toMatchObject({
      exit: 2,
      stderr: expect.stringMatching(/^sigmastream: nothing left outside the regions to learn from; .*--from-audio/),
    })
    expect(await run(...line, '--from-audio', at('other.wav'))).toMatchObject({ exit: 0 })
    const filled = await heard(at('filled.wav'))
    expect(amplitudeAt(330, filled)).toBeGreaterThan(0.3)
    expect(amplitudeAt(220, filled)).toBeLessThan(0.01)
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
    const made = async (name: string, command: string, ...options: readonly string[]) => {
      expect(await run(command, at('wave.npy'), ...options, '-o', at(name))).toMatchObject({ exit: 0 })
      const { shape, data } = orThrow(await readTensor(at(name))())
      expect(shape).toEqual(wave.shape)
      const far = [...data].map((value, i) => Math.abs(value - (wave.data[i] ?? NaN)))
      return { frames: new Set(far.flatMap((distance, i) => (distance > 0 ? [i % 60] : []))), far: Math.max(...far) }
    }
    const [own, others, varied] = [
      await made('own.npy', 'inpaint', ...gap),
      await made('others.npy', 'inpaint', ...gap, '--from-audio', at('wave.npy')),
      await made('varied.npy', 'vary', '--noise-level', '1', '--steps', '4'),
    ]
    expect(own.frames).toEqual(new Set(Array.from({ length: 10 }, (_, i) => 20 + i)))
    expect(others.frames).toEqual(own.frames)
    // Shown the whole clip, it knows what was in the gap; what it makes of the rest of the clip is farther from it.
    expect(others.far).toBeLessThan(0.05)
    expect(own.far).toBeGreaterThan(0.1)
    expect(own.far).toBeLessThan(0.5)
    expect(varied.frames.size).toBeGreaterThan(30)
    expect(varied.far).toBeGreaterThan(0.1)
    expect(varied.far).toBeLessThan(0.5)
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

  const withCourse = skippedUnless(
    existsSync(course),
    'no ../shared/course beside this repository, whose latents are inpainted',
  )
  it('inpaints latents of a real recording: frames 64 to 127 are the same bits', withCourse, async () => {
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
  })
})
