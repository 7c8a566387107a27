import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Audio } from '@sigmastream/audio'
import { exemplar } from '@sigmastream/pipeline'
import { encodeNpy } from '@sigmastream/tensor-files'
import { beforeAll, describe, expect, it } from 'vitest'
import { as16Bit, changes, heard, namesIn, orThrow, scratch, tone, type, wav } from './support.js'

const folder = scratch()
const at = (name: string): string => join(folder, name)

/** As low as can be: what is learnt, and so the time of every run, grows with it. */
const sampleRate = 2000

/** Five strokes a second of several pitches, none of them at the time of another. */
const strokes = (seconds: number, step: number): Audio => ({
  sampleRate,
  channels: [
    Float32Array.from({ length: sampleRate * seconds }, (_, n) => {
      const stroke = Math.floor(n / 400)
      return 0.4 * Math.exp(-((n % 400) / 100)) * Math.sin(((stroke * step) % 7) * 0.05 * n + 0.2 * n)
    }),
  ],
})
const take = strokes(5, 3)

beforeAll(() => {
  for (const name of ['takes', 'varied']) mkdirSync(at(name))
  for (const name of ['take.wav', 'voice.wav', 'takes/one.wav']) writeFileSync(at(name), wav(take))
  for (const name of ['other.wav', 'strings.wav']) writeFileSync(at(name), wav(tone(5, { sampleRate, pitch: 330 })))
  const values = Float32Array.from({ length: 8 * 90 }, (_, i) => Math.sin(i * i))
  for (const name of ['latents.npy', 'a.npy', 'b.npy'])
    writeFileSync(at(name), orThrow(encodeNpy({ shape: [1, 8, 90], data: values.map((x) => x + name.length) }, name)))
})

/** The examples of a command's help, with files in the folder of this test; what is read as .flac or .pt is as good as .wav or .npy. */
const examplesOf = async (command: string): Promise<readonly (readonly string[])[]> => {
  const { stdout } = await type([command, '--help'])
  const isFile = (word: string): boolean => /\.(wav|flac|png|pt|npy)$|^(takes|varied|steps)$/.test(word)
  return [...stdout.matchAll(/^ {2}\$ sigmastream (.*)$/gm)].map(([, line = '']) =>
    line.split(' ').map((word, i, words) => {
      const written = words[i - 1] === '-o' || words[i - 1] === '--plot'
      return isFile(word) ? at(written ? word : word.replace('.flac', '.wav').replace('.pt', '.npy')) : word
    }),
  )
}

const runs = async (line: readonly string[]): Promise<Record<string, unknown>> => {
  const said = await type([...line, '--steps', '3', '--json', ...(line.includes('--seed') ? [] : ['--seed', '1'])], {
    model: exemplar,
  })
  expect({ exit: said.exit, why: said.exit === 0 ? '' : said.stderr }).toEqual({ exit: 0, why: '' })
  return JSON.parse(said.stdout)
}

/** What is after an option, as numbers. */
const numbersOf = (line: readonly string[], option: string): readonly number[] =>
  line.flatMap((word, i) => (line[i - 1] === option ? [Number(word)] : []))

describe('the examples of the help do what they promise', () => {
  it('vary: every one changes the clip, and says how much of it is left', async () => {
    const lines = await examplesOf('vary')
    expect(lines.length).toBeGreaterThan(1)
    for (const [i, line] of lines.entries()) {
      const name = line.at(-1) ?? ''
      const json = await runs(name.endsWith('.wav') ? [...line.slice(0, -1), at(`vary-${i}.wav`)] : line)
      const results = Array.isArray(json['items']) ? json['items'] : [json]
      expect(results).toHaveLength(line.includes('--count') ? 3 : 1)
      for (const { output, left, same, amount, noiseLevel } of results) {
        expect(changes(await as16Bit(take), await heard(output))).not.toContain(null)
        expect({ same, amount: amount > 0, level: noiseLevel > 0 }).toEqual({ same: false, amount: true, level: true })
        expect(left).toBeLessThan(0.99)
      }
    }
    expect(namesIn(at('varied'))).toEqual(['one.wav'])
  })

  it('restyle: every one changes the clip', async () => {
    for (const line of await examplesOf('restyle')) {
      const { output, same, left } = await runs(line)
      expect(changes(await as16Bit(take), await heard(String(output)))).not.toContain(null)
      expect({ same, less: Number(left) < 0.99 }).toEqual({ same: false, less: true })
    }
  })

  it('inpaint --loop: from near the end to near the beginning, both ends are new, and all between them stays', async () => {
    const lines = (await examplesOf('inpaint')).filter((line) => line.includes('--loop'))
    expect(lines.length).toBeGreaterThan(0)
    for (const line of lines) {
      const { output } = await runs([...line, '--force'])
      const [[end = 0], [start = 0]] = [numbersOf(line, '--from'), numbersOf(line, '--to')]
      const between = (of: Audio): Audio => ({
        ...of,
        channels: of.channels.map((one) =>
          one.slice(Math.ceil(start * of.sampleRate), Math.floor(end * of.sampleRate)),
        ),
      })
      const [before, after] = [await as16Bit(take), await heard(String(output))]
      expect(changes(between(before), between(after))).toEqual(before.channels.map(() => null))
      for (const span of changes(before, after)) expect(span).toEqual([expect.closeTo(0, 1), expect.closeTo(5, 1)])
    }
  })

  it('inpaint: every one changes the regions with their feather, and nothing else', async () => {
    for (const line of await examplesOf('inpaint')) {
      const { output } = await runs([...line, '--force'])
      if (String(output).endsWith('.npy') || line.includes('--loop')) continue
      const [from, to, [feather = 0]] = [
        numbersOf(line, '--from'),
        numbersOf(line, '--to'),
        numbersOf(line, '--feather'),
      ]
      const [before, after] = [await as16Bit(take), await heard(String(output))]
      const [span] = changes(before, after)
      expect(span?.[0]).toBeGreaterThanOrEqual(Math.min(...from) - feather - 0.01)
      expect(span?.[0]).toBeLessThan(Math.min(...from) + 0.05)
      expect(span?.[1]).toBeLessThanOrEqual(Math.max(...to) + feather + 0.01)
      expect(span?.[1]).toBeGreaterThan(Math.max(...to) - 0.05)
    }
  })

  it.each(['samplers', 'schedule', 'mask', 'noise'])('%s: every one runs', async (command) => {
    for (const line of await examplesOf(command)) {
      const { exit, stderr } = await type([...line, ...(line.includes('-o') ? ['--force'] : [])])
      expect({ exit, stderr }).toEqual({ exit: 0, stderr: '' })
    }
  })
})
