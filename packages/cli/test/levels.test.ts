import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Audio, levels } from '@sigmastream/audio'
import { combine, constant } from '@sigmastream/core'
import { exemplar } from '@sigmastream/pipeline'
import { describe, expect, it } from 'vitest'
import { as16Bit, changes, heard, namesIn, scratch, tone, toyModel, type, wav } from './support.js'

const folder = scratch()
const at = (name: string): string => join(folder, name)
const clip = tone(1)
writeFileSync(at('in.wav'), wav(clip))
writeFileSync(
  at('loud.wav'),
  wav({ ...clip, channels: clip.channels.map((c) => c.slice().map((x) => 3 * x)) }, 'float32'),
)

/** A model that answers one value everywhere. */
const always = (value: number) => toyModel((x) => Promise.resolve(combine([0, x], [1, constant(x.shape, value)])))

const over = ['restyle', at('in.wav'), '--strength', '0', '--steps', '4', '--seed', '1']
const filled = ['inpaint', at('in.wav'), '--from', '0.4', '--to', '0.6', '--steps', '4', '--seed', '1']

const lowest = ({ channels, sampleRate }: Audio, from: number, to: number): number =>
  Math.min(...channels.map((samples) => Math.min(...samples.slice(from * sampleRate, to * sampleRate))))

describe('what ran away', () => {
  it.each([
    ['made from end to end', over, []],
    ['made in a gap', filled, []],
    ['made in a gap, as floats', filled, ['--encoding', 'float32']],
  ])(
    'is a failure where it was %s: it names the sampler and what to try, and nothing is written',
    async (_, line, more) => {
      const { exit, stderr } = await type([...line, ...more, '-o', at('away.wav')], { model: always(101) })
      expect({ exit, stderr }).toMatchObject({
        exit: 1,
        stderr: expect.stringMatching(
          /40 dB beyond full scale.*nothing was written; --sampler euler ran away.*--sigma-min.*--steps/,
        ),
      })
      expect(existsSync(at('away.wav'))).toBe(false)
    },
  )

  it('is a failure of its step where frames are kept', async () => {
    const { exit, stderr } = await type([...over, '--save-frames', at('frames'), '-o', at('away.wav')], {
      model: always(101),
    })
    expect({ exit, stderr }).toMatchObject({ exit: 1, stderr: expect.stringMatching(/step 0: .* beyond full scale/) })
    expect(namesIn(folder).filter((name) => /away|frames/.test(name))).toEqual([])
  })

  it('is what an extrapolation from a high last level comes to', async () => {
    const levelsOf = ['--sampler', 'lms', '--sigma-min', '4.9', '--sigma-max', '5']
    const { exit, stderr } = await type([...filled, ...levelsOf, '-o', at('lms.wav')], { model: exemplar })
    expect({ exit, stderr }).toMatchObject({ exit: 1, stderr: expect.stringContaining('--sampler lms ran away') })
  })
})

describe('above full scale', () => {
  it('40 dB are brought down, and told', async () => {
    const { exit, stdout } = await type([...over, '--json', '-o', at('40.wav')], { model: always(99) })
    expect({ exit, said: JSON.parse(stdout) }).toMatchObject({
      exit: 0,
      said: { gain: expect.closeTo(1 / 99, 6), peak: 1 },
    })
  })

  it('floats are kept as they are, and told', async () => {
    const line = [...over, '--encoding', 'float32', '-o', at('floats.wav')]
    const { exit, stdout } = await type(line, { model: always(4) })
    expect({ exit, stdout }).toMatchObject({ exit: 0, stdout: expect.stringContaining('12.0 dB above full scale') })
    expect(levels(await heard(at('floats.wav'))).peak).toBeCloseTo(4, 4)
  })

  it.each(['pcm16', 'pcm24'])(
    'a filled gap alone is brought down in %s: around it is the recording',
    async (encoding) => {
      const name = at(`gap-${encoding}.wav`)
      const { exit, stdout } = await type([...filled, '--encoding', encoding, '-o', name], { model: always(4) })
      expect({ exit, stdout }).toMatchObject({
        exit: 0,
        stdout: expect.stringMatching(/it alone was brought down: gain -12\.\d dB/),
      })
      const made = await heard(name)
      expect(changes(await as16Bit(clip), made)).toEqual([[0.4, 0.6]])
      expect(levels(made)).toMatchObject({ peak: expect.closeTo(1, 3), clippedSamples: expect.any(Number) })
      expect(lowest(made, 0.45, 0.55)).toBeGreaterThan(0.99)
    },
  )

  it('a recording is kept as it is in floats, and brought down as a whole in 16 bits', async () => {
    const line = ['inpaint', at('loud.wav'), '--from', '0.4', '--to', '0.6', '--steps', '4', '--seed', '1']
    const model = always(0.5)
    expect(await type([...line, '--encoding', 'float32', '-o', at('kept.wav')], { model })).toMatchObject({ exit: 0 })
    expect(changes(await heard(at('loud.wav')), await heard(at('kept.wav')))).toEqual([[0.4, 0.6]])
    const { stdout } = await type([...line, '--encoding', 'pcm16', '--json', '-o', at('down.wav')], { model })
    const { peak } = levels(await heard(at('loud.wav')))
    expect(JSON.parse(stdout)).toMatchObject({ gain: expect.closeTo(1 / peak, 6), patchGain: 1 })
  })
})
