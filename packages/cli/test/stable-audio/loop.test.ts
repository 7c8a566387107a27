import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { sampleCount } from '@sigmastream/audio'
import { describe, expect, it } from 'vitest'
import { as16Bit, changes, heard, scratch, tone, wav } from '../support.js'
import { quick, refused, single, works } from './checkpoints.js'

const folder = scratch()
const at = (name: string): string => join(folder, name)
const clip = tone(0.3, { sampleRate: 8000 })
writeFileSync(at('in.wav'), wav(clip))
const model = ['--model', single, ...quick, '--seed', '3']
const drums = ['generate', 'drums', ...model]

describe('loops with --model', () => {
  it('generate --loop makes whole frames that go round, and the same again from its recipe', async () => {
    const { stdout } = await works([...drums, '--loop', '--seconds', '0.1', '-o', at('round.wav')])
    // 0.1 s is 68.9 frames of 64 samples at 44.1 kHz
    expect(stdout).toContain('a loop of 0.100136 s: whole frames of the model, of 0.00145125 s each')
    expect(stdout).toContain('the seam has no click')
    expect(sampleCount(await heard(at('round.wav')))).toBe(69 * 64)
    await works(['rerun', at('round.wav'), '--model', single, '-o', at('again.wav')])
    expect(await heard(at('again.wav'))).toEqual(await heard(at('round.wav')))
    const { chain, loop } = JSON.parse(
      (await works(['explain', ...drums, '--loop', '--seconds', '0.1', '--json'])).stdout,
    )
    expect({ chain, loop }).toMatchObject({ chain: expect.stringMatching(/^roll\(/), loop: true })
  })

  it('decode --loop makes of its latents the sound that it made, and says how it goes round', async () => {
    await works([...drums, '--loop', '--seconds', '0.1', '-o', at('z.npy'), '--force'])
    await works([...drums, '--loop', '--seconds', '0.1', '-o', at('of.wav'), '--force'])
    const decode = ['decode', at('z.npy'), '--model', single, '--threads', '1', '--force', '-o', at('z.wav')]
    const { stdout } = await works([...decode, '--loop'])
    expect(stdout).toContain('the seam has no click')
    expect(await heard(at('z.wav'))).toEqual(await heard(at('of.wav')))
    const { measuredSeam } = JSON.parse((await works([...decode, '--loop', '--json'])).stdout)
    expect(measuredSeam.click).toEqual({
      seam: expect.any(Number),
      usual: expect.any(Number),
      most: expect.any(Number),
    })
    await works(decode)
    expect(await heard(at('z.wav'))).not.toEqual(await heard(at('of.wav')))
  })

  it('loop makes the end of a recording anew, and leaves the rest', async () => {
    const seam = ['--seam', '0.1', '--prompt', 'brushes']
    const { stdout } = await works(['loop', at('in.wav'), ...seam, ...model, '-o', at('loop.wav')])
    expect(stdout).toContain('the seam has ')
    expect(changes(await as16Bit(clip), await heard(at('loop.wav')))).toEqual([[0.2, 0.3]])
  })

  it.each([
    [['--full-window'], '--full-window is cut to what was asked for, and a --loop goes round all of it'],
    [['--cfg', '7@0,2@0.1'], '--cfg by second counts from the beginning, and a loop has none'],
  ])('generate --loop %j is refused', async (options, message) => {
    expect(await refused([...drums, '--loop', '--seconds', '0.1', ...options, '-o', at('no.wav')])).toContain(message)
  })

  it('inpaint --loop --reference exercises is refused', async () => {
    const gap = ['--from', '0.25', '--to', '0.05', '--loop', '--reference', 'exercises', '--prompt', 'brushes']
    expect(await refused(['inpaint', at('in.wav'), ...gap, ...model, '-o', at('no.wav')])).toContain(
      '--reference exercises repeats the clip from its beginning, and a loop has none: leave it out',
    )
  })
})
