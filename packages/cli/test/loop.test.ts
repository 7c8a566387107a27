import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Audio } from '@sigmastream/audio'
import { exemplar } from '@sigmastream/pipeline'
import { encodeNpy } from '@sigmastream/tensor-files'
import { describe, expect, it } from 'vitest'
import { as16Bit, changes, heard, orThrow, type Said, scratch, type, wav } from './support.js'

const folder = scratch()
const at = (name: string): string => join(folder, name)
const sampleRate = 2000

/** Strokes of several pitches over a tone: cut anywhere, it clicks. */
const take: Audio = {
  sampleRate,
  channels: [
    Float32Array.from({ length: 5 * sampleRate }, (_, n) => {
      const stroke = 0.4 * Math.exp(-((n % 400) / 100)) * Math.sin((((Math.floor(n / 400) * 3) % 7) * 0.05 + 0.2) * n)
      return stroke + 0.2 * Math.cos(0.0731 * n)
    }),
  ],
}
writeFileSync(at('take.wav'), wav(take))

const first = ({ channels }: Audio, seconds: number): Audio => ({
  sampleRate,
  channels: channels.map((samples) => samples.slice(0, seconds * sampleRate)),
})
const typed = (...argv: readonly string[]): Promise<Said> =>
  type([...argv, '--seed', '1', '--steps', '3'], { model: exemplar })

describe('sigmastream loop', () => {
  it('makes the end anew and says how it goes on into the beginning; rerun makes the same again', async () => {
    const { exit, stdout } = await typed('loop', at('take.wav'), '--bars', '2', '--bpm', '120', '-o', at('round.wav'))
    expect(exit).toBe(0)
    expect(stdout).toContain(`wrote ${at('round.wav')}: 4 s, 2000 Hz`)
    expect(stdout).toMatch(
      /^the seam has no click: the waveform bends \d+\.\d times as sharply as around it \(inside: /m,
    )
    expect(stdout).toMatch(/^across it the level changes by \d+\.\d dB \(inside: .+\), the spectrum by \d+\.\d dB /m)
    expect(changes(first(await as16Bit(take), 4), await heard(at('round.wav')))).toEqual([[3.5, 4]])
    const again = await type(['rerun', at('round.wav'), '--input', at('take.wav'), '-o', at('again.wav')], {
      model: exemplar,
    })
    expect(again).toMatchObject({ exit: 0 })
    expect(await heard(at('again.wav'))).toEqual(await heard(at('round.wav')))
  })

  it('is explained without a run, and in JSON has the measures of its seam', async () => {
    const explained = await typed('explain', 'loop', at('take.wav'), '--seconds', '2', '--json')
    expect(JSON.parse(explained.stdout)).toMatchObject({ command: 'loop', seconds: 2, seam: 0.25 })
    const { stdout } = await typed('loop', at('take.wav'), '--seconds', '2', '-o', at('two.wav'), '--json')
    const { measuredSeam: seam } = JSON.parse(stdout)
    expect(seam.click.seam).toBeLessThanOrEqual(seam.click.most)
    expect(seam.level).toEqual({ seam: expect.any(Number), usual: expect.any(Number), most: expect.any(Number) })
  })

  it('inpaint --loop fills a gap that goes round the end', async () => {
    const line = ['inpaint', at('take.wav'), '--loop', '--from', '4.8', '--to', '0.2', '-o', at('gap.wav')]
    const { exit, stdout } = await typed(...line)
    expect({ exit, seam: stdout.includes('the seam has no click') }).toEqual({ exit: 0, seam: true })
    const [before, after] = [await as16Bit(take), await heard(at('gap.wav'))]
    const middle = ({ channels }: Audio) => channels.map((samples) => samples.slice(0.2 * sampleRate, 4.8 * sampleRate))
    expect(middle(after)).toEqual(middle(before))
    expect(changes(before, after)).toEqual([[0, 5]])
  })

  it.each([
    [
      ['--seconds', '6'],
      'take.wav is 5 s long, and no loop of 6 s can be cut from it: give fewer --seconds, or a longer IN',
    ],
    [['--bars', '2'], '--bars without --bpm is no length: give --bpm as well'],
    [['--seam', '5'], '--seam is 5 s, and the loop is 5 s long: give less, so that something of it stays'],
    [['--prompt', 'drums'], '--prompt is for Stable Audio'],
  ])('%j is refused', async (options, message) => {
    const { exit, stderr } = await typed('loop', at('take.wav'), ...options, '-o', at('no.wav'))
    expect({ exit, said: stderr.includes(message) ? message : stderr }).toEqual({ exit: 2, said: message })
  })

  it('of latents is refused, with what would do', async () => {
    writeFileSync(at('z.npy'), orThrow(encodeNpy({ shape: [1, 2, 40], data: new Float32Array(80).fill(1) }, 'z.npy')))
    const { exit, stderr } = await typed('loop', at('z.npy'), '-o', at('z2.npy'))
    expect(exit).toBe(2)
    expect(stderr).toContain('z.npy holds latents, and a loop is made of sound: decode it first, or give sound')
  })
})
