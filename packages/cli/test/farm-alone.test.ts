import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readAudio } from '@sigmastream/audio'
import { exemplar } from '@sigmastream/pipeline'
import { beforeAll, describe, expect, it } from 'vitest'
import { quick, single, works } from './stable-audio/checkpoints.js'
import { namesIn, orThrow, scratch, type, wav } from './support.js'

const folder = scratch()
const at = (name: string): string => join(folder, name)
const bytes = (name: string): Buffer => readFileSync(at(name))
const tabla = fileURLToPath(new URL('../../../examples/audio/tabla.flac', import.meta.url))
const setting = { model: exemplar }

/** A second and a half of the recording, every fifth sample of it. */
beforeAll(async () => {
  const { sampleRate, channels } = orThrow(await readAudio(tabla)())
  const short = channels.map((samples) => samples.slice(0, 1.5 * sampleRate).filter((_, n) => n % 5 === 0))
  mkdirSync(at('takes'))
  writeFileSync(at('takes/tabla.wav'), wav({ sampleRate: sampleRate / 5, channels: short }))
})

const recipes = {
  fill: { command: 'inpaint', regions: [{ from: 0.6, to: 0.8 }] },
  vary: { command: 'vary', amount: 0.5 },
  other: { command: 'vary', amount: 0.5, seed: 9 },
}
const lines: Readonly<Record<keyof typeof recipes, readonly string[]>> = {
  fill: ['inpaint', at('takes/tabla.wav'), '--from', '0.6', '--to', '0.8', '--seed', '4'],
  vary: ['vary', at('takes/tabla.wav'), '--amount', '0.5', '--seed', '4'],
  other: ['vary', at('takes/tabla.wav'), '--amount', '0.5', '--seed', '9'],
}

describe('a farm of this process alone', () => {
  it('makes of recipes what commands make of the same, byte for byte; sent again it makes nothing, and results stay', async () => {
    const files = Object.entries(recipes).map(([name, recipe]) => {
      writeFileSync(at(`${name}.json`), JSON.stringify({ input: 'tabla.wav', steps: 3, seed: 4, ...recipe }))
      return at(`${name}.json`)
    })
    const farm = ['farm', 'submit', ...files, '--input', at('takes'), '--store', at('store'), '--json']
    const made = JSON.parse((await works([...farm, '-o', at('made')], setting)).stdout)
    expect(made).toMatchObject({ added: { length: 3 }, done: [], results: { length: 3 }, missing: [] })
    for (const [name, line] of Object.entries(lines)) {
      await works([...line, '--steps', '3', '-o', at(`${name}.wav`)], setting)
      expect({ name, same: bytes(`${name}.wav`).equals(bytes(`made/${name}.wav`)) }).toEqual({ name, same: true })
    }
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

  it('makes of prompts what generate --prompts makes, WAV and FLAC', async () => {
    const prompts = [
      { prompt: 'rain', output: 'rain.wav' },
      { prompt: 'hail', seed: 9, output: 'hail.flac' },
    ]
    writeFileSync(at('lines.jsonl'), prompts.map((line) => JSON.stringify(line)).join('\n'))
    const usual = ['--prompts', at('lines.jsonl'), '--model', single, ...quick, '--seconds', '0.05', '--seed', '5']
    mkdirSync(at('alone'))
    await works(['generate', ...usual, '-o', at('alone/none.wav')])
    await works(['farm', 'submit', ...usual, '--store', at('store'), '-o', at('prompted')])
    for (const name of namesIn(at('prompted')))
      expect({ name, same: bytes(`alone/${name}`).equals(bytes(`prompted/${name}`)) }).toEqual({ name, same: true })
    expect(namesIn(at('prompted'))).toEqual(['hail.flac', 'rain.wav'])
  })

  it('ends on Ctrl-C, and goes on when the same is sent again', async () => {
    writeFileSync(at('slow.json'), JSON.stringify({ input: 'tabla.wav', steps: 2000, seed: 4, ...recipes.vary }))
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
