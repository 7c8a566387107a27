import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Audio, sampleCount } from '@sigmastream/audio'
import { describe, expect, it } from 'vitest'
import { heard, scratch } from '../support.js'
import { refused, works } from './checkpoints.js'

/** A tiny model of at most 24 frames of 64 samples: a window of 34.8 ms. */
const small = fileURLToPath(new URL('../../../../fixtures/tiny-sao-small/checkpoint', import.meta.url))
const folder = scratch()
const at = (name: string): string => join(folder, name)
const on = ['--model', small, '--threads', '1', '--seed', '5', '--steps', '2']
const recipeOf = (name: string) => JSON.parse(readFileSync(at(`${name}.json`), 'utf8'))
const part = ({ channels }: Audio, from: number, to: number): readonly Float32Array[] =>
  channels.map((samples) => samples.slice(from, to))

await works(['generate', 'drums', ...on, '--seconds', '0.1', '-o', at('long.wav')])
const long = await heard(at('long.wav'))

describe('sound that is longer than the window of a model', () => {
  it('is made in windows that overlap, and says so', async () => {
    expect(sampleCount(long)).toBe(4410)
    expect(recipeOf('long.wav')).toMatchObject({ seconds: 0.1, windowBlend: 'swap', shape: [1, 8, 69] })
    const { stdout } = await works(['explain', 'generate', 'drums', ...on, '--seconds', '0.1'])
    expect(stdout).toMatch(
      /^4 windows of 0\.0348 s, which share 0\.0131 s or more with the next \(swap\): each step asks the model of one after/m,
    )
    expect(stdout).toMatch(/^latents +1 x 8 x 69 /m)
    expect(stdout).toMatch(/^calls +2, of the model$/m)
  })

  it('is made again, byte for byte, from its recipe; another overlap or blend makes another', async () => {
    await works(['rerun', at('long.wav'), '--model', small, '-o', at('again.wav')])
    expect(readFileSync(at('again.wav')).equals(readFileSync(at('long.wav')))).toBe(true)
    for (const other of [
      ['--overlap', '0.02'],
      ['--window-blend', 'mean'],
    ]) {
      await works(['generate', 'drums', ...on, '--seconds', '0.1', ...other, '-o', at('other.wav'), '--force'])
      expect((await heard(at('other.wav'))).channels).not.toEqual(long.channels)
    }
  })

  it('may be guided, by a curve over all of its seconds', async () => {
    const curve = (cfg: string) => [
      'generate',
      'drums',
      ...on,
      '--seconds',
      '0.05',
      '--cfg',
      cfg,
      '-o',
      at('curve.wav'),
    ]
    await works([...curve('7@0,7@0.05'), '--force'])
    const guided = await heard(at('curve.wav'))
    await works([...curve('7'), '--force'])
    expect((await heard(at('curve.wav'))).channels).toEqual(guided.channels)
  })

  it.each([
    [['--seconds', '0.02', '--overlap', '0.01'], '--overlap is for sound that is longer than the model makes at once'],
    [['--window-blend', 'mean'], '--window-blend is for sound that is longer than the model makes at once'],
    [
      ['--seconds', '0.1', '--overlap', '0.04'],
      'and a window of this model is 0.0348299 s: give --overlap up to 0.033',
    ],
    [['--seconds', '0.1', '--window-blend', 'mix'], '--window-blend is "mix": give one of swap, mean'],
    [['--seconds', '3601'], 'what is made at once is at most 3600 s'],
  ])('%j is refused', async (line, said) => {
    expect(await refused(['generate', 'drums', ...on, ...line, '-o', at('x.wav')])).toContain(said)
  })
})

describe('a recording that is longer than the window of a model', () => {
  const prompted = [...on, '--prompt', 'drums']

  it('is restyled whole', async () => {
    const { stdout } = await works(['explain', 'restyle', at('long.wav'), '--strength', '0.5', ...prompted])
    expect(stdout).toMatch(/^latents +1 x 8 x 69 /m)
    expect(stdout).toMatch(/^4 windows of 0\.0348 s, /m)
  })

  it('has a gap filled from what is around it, and stays as it is everywhere else', async () => {
    const line = ['inpaint', at('long.wav'), '--from', '0.05', '--to', '0.06', ...prompted, '-o', at('gap.wav')]
    const { stdout } = await works(line)
    expect(stdout).toContain('the model hears 0.039 to 0.071 s of it') // as much as a window has room for
    const made = await heard(at('gap.wav'))
    const [start, end] = [0.05, 0.06].map((seconds) => Math.round(seconds * 44100))
    expect(part(made, 0, start!)).toEqual(part(long, 0, start!)) // two bounds
    expect(part(made, end!, 4410)).toEqual(part(long, end!, 4410))
    expect(part(made, start!, end!)).not.toEqual(part(long, start!, end!))
  })

  it('goes on in steps of the window, before it and behind it, and stays as it is', async () => {
    const more = ['--after', '0.06', '--before', '0.01', '--overlap', '0.01']
    await works(['extend', at('long.wav'), ...more, ...prompted, '-o', at('more.wav')])
    const made = await heard(at('more.wav'))
    expect(sampleCount(made)).toBe(441 + 4410 + 2646)
    expect(part(made, 441, 441 + 4410)).toEqual(long.channels)
    expect(new Set(part(made, 0, 441)[0]).size).toBeGreaterThan(100)
    expect(new Set(part(made, 4851, 7497)[0]).size).toBeGreaterThan(1000)
    expect(recipeOf('more.wav')).toMatchObject({ command: 'extend', before: 0.01, after: 0.06, overlap: 0.01 })
    await works(['rerun', at('more.wav'), '--input', at('long.wav'), '--model', small, '-o', at('more-2.wav')])
    expect(readFileSync(at('more-2.wav')).equals(readFileSync(at('more.wav')))).toBe(true)
  })

  it('is heard as far as there is room, where nothing is said', async () => {
    const { stdout } = await works(['explain', 'extend', at('long.wav'), '--after', '0.01', ...prompted])
    expect(stdout).toMatch(/^the model hears 0\.078 to 0\.11 s of it$/m)
  })

  it('has the length that follows from what is asked', async () => {
    const line = ['extend', at('long.wav'), '--after', '0.01', '--seconds', '1', ...prompted, '-o', at('x.wav')]
    expect(await refused(line)).toContain('--seconds: how long the result is follows from IN, --before and --after')
    expect(await refused(['extend', at('long.wav'), ...prompted, '-o', at('x.wav')])).toContain(
      '--before and --after are 0: give the seconds that are to be made as --after, or as --before',
    )
  })
})
