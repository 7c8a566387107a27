import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readAudio } from '@sigmastream/audio'
import { exemplar } from '@sigmastream/pipeline'
import { beforeAll, describe, expect, it } from 'vitest'
import { works } from './stable-audio/checkpoints.js'
import { namesIn, orThrow, scratch, type, wav } from './support.js'

const folder = scratch()
const at = (name: string): string => join(folder, name)
const bytes = (name: string): Buffer => readFileSync(at(name))
const tabla = fileURLToPath(new URL('../../../examples/audio/tabla.flac', import.meta.url))
const setting = { model: exemplar }

/** A second and a half of the recording, every fifteenth sample of it. */
beforeAll(async () => {
  const { sampleRate, channels } = orThrow(await readAudio(tabla)())
  const short = channels.map((samples) => samples.slice(0, 1.5 * sampleRate).filter((_, n) => n % 15 === 0))
  mkdirSync(at('takes'))
  writeFileSync(at('takes/tabla.wav'), wav({ sampleRate: sampleRate / 15, channels: short }))
})

/** By the names of their results: what is done, and as a command. */
const recipes = {
  'fill.wav': { command: 'inpaint', regions: [{ from: 0.6, to: 0.8 }] },
  'vary.wav': { command: 'vary', amount: 0.5 },
  'other.flac': { command: 'vary', amount: 0.5, seed: 9 },
}
const lines: Readonly<Record<keyof typeof recipes, readonly string[]>> = {
  'fill.wav': ['inpaint', at('takes/tabla.wav'), '--from', '0.6', '--to', '0.8', '--seed', '4'],
  'vary.wav': ['vary', at('takes/tabla.wav'), '--amount', '0.5', '--seed', '4'],
  'other.flac': ['vary', at('takes/tabla.wav'), '--amount', '0.5', '--seed', '9'],
}

describe('a farm of this process alone', () => {
  it('makes of recipes what commands make of the same, byte for byte; sent again it makes nothing, and results stay', async () => {
    for (const [name, recipe] of Object.entries(recipes)) {
      const file = name.endsWith('.wav') ? name.replace('.wav', '.json') : `${name}.json`
      writeFileSync(at(file), JSON.stringify({ input: 'tabla.wav', steps: 3, seed: 4, ...recipe }))
    }
    const { stdout: help } = await type(['farm', 'submit', '--help'])
    const [, example = ''] = /^ {2}\$ sigmastream (farm submit fill.*) -o made$/m.exec(help) ?? []
    const [group = '', command = '', ...words] = example.split(' ')
    const files = [...words.filter((word) => word.endsWith('.json')), 'other.flac.json'].map(at)
    expect(files).toHaveLength(3)
    const farm = [group, command, ...files, '--input', at('takes'), '--store', at('store'), '--json']
    const made = JSON.parse((await works([...farm, '-o', at('made')], setting)).stdout)
    expect(made).toMatchObject({ added: { length: 3 }, done: [], results: { length: 3 }, missing: [] })
    for (const [name, line] of Object.entries(lines)) {
      await works([...line, '--steps', '3', '-o', at(name)], setting)
      expect({ name, same: bytes(name).equals(bytes(`made/${name}`)) }).toEqual({ name, same: true })
    }
    expect(namesIn(at('made'))).toEqual(Object.keys(recipes).toSorted())
    // a sound has its recipe in it: the same jobs
    const again = await works(
      ['farm', 'submit', at('fill.wav'), ...files.slice(1), '--input', at('takes'), '--store', at('store')],
      setting,
    )
    expect(again.stdout).toContain('3 results: 3 done')
    const results = ['farm', 'results', made.list.slice(0, 8), '--store', at('store'), '-o']
    expect((await works([...results, at('made')], setting)).stdout).toContain('3 of 3 results are in')
    writeFileSync(at('made/fill.wav'), 'somebody else wrote this')
    const kept = await type([...results, at('made')], setting)
    expect({ exit: kept.exit, stderr: kept.stderr }).toEqual({
      exit: 2,
      stderr: expect.stringContaining('fill.wav exists'),
    })
    expect(bytes('made/fill.wav').toString()).toBe('somebody else wrote this')
    await works([...results, at('made'), '--force'], setting)
    expect(bytes('made/fill.wav').equals(bytes('fill.wav'))).toBe(true)
  })

  it('ends on Ctrl-C, and says how to go on', async () => {
    writeFileSync(at('slow.json'), JSON.stringify({ input: 'tabla.wav', steps: 2000, seed: 4, ...recipes['vary.wav'] }))
    const farm = ['farm', 'submit', at('slow.json'), '--input', at('takes'), '--store', at('stopped')]
    const stop = new AbortController()
    const onNote = (text: string): void => {
      if (text.includes('this process makes them')) stop.abort('SIGINT')
    }
    const said = await type(farm, { ...setting, signal: stop.signal, onNote })
    expect({ exit: said.exit, stderr: said.stderr }).toEqual({
      exit: 130,
      stderr: expect.stringContaining('submit the same again to go on'),
    })
  })
})
