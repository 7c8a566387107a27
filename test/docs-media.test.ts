import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Audio, levels, readAudio, secondsOf } from '@sigmastream/audio'
import { either as E } from 'fp-ts'
import { describe, expect, it } from 'vitest'
import { shown } from '../scripts/docs-media/shown.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const folder = join(root, 'docs/sounds')
const names = readdirSync(folder)

const read = async (path: string): Promise<Audio> => {
  const audio = await readAudio(path)()
  if (E.isLeft(audio)) throw new Error(`${path}: ${audio.left._tag}`)
  return audio.right
}

const secondsIn = ({ sampleRate, channels }: Audio, from: number, to: number): readonly number[] =>
  Array.from(channels[0]?.slice(Math.round(from * sampleRate), Math.round(to * sampleRate)) ?? [])

const sections = shown()

describe('what the page of edits shows', () => {
  it.each(sections)('$title: it has a picture and a sound, and commands that make them', ({ items, commands }) => {
    expect(new Set(items.map(({ kind }) => kind))).toEqual(new Set(['picture', 'sound']))
    expect(commands.length).toBeGreaterThan(0)
  })

  it('is every section of the page', () => {
    const page = readFileSync(join(root, 'docs/editing.md'), 'utf8')
    expect(sections.map(({ title }) => title)).toEqual([...page.matchAll(/^## (.*)$/gm)].map(([, title]) => title))
  })

  it('is made by the commands there, or a recording of the examples', () => {
    const strays = sections.flatMap(({ items, commands }) =>
      items.flatMap(({ sources }) =>
        sources.filter(
          (source) =>
            !source.startsWith('examples/audio/') &&
            !commands.some((line) => line.includes(source.replace(/-\d+\./, '.').split('/')[0] ?? '?')),
        ),
      ),
    )
    expect(strays).toEqual([])
  })
})

describe('the sounds of the docs', () => {
  it('are all linked', () => {
    const linked = sections.flatMap(({ items }) => items.map(({ path }) => path.replace('docs/sounds/', '')))
    expect(names.filter((name) => !linked.includes(name))).toEqual([])
  })

  it('are small together', () => {
    expect(names.reduce((sum, name) => sum + statSync(join(folder, name)).size, 0)).toBeLessThan(2.5e6)
  })

  it.each(names)('%s is some seconds of sound, neither silent nor beyond full scale', async (name) => {
    const sound = await read(join(folder, name))
    expect(secondsOf(sound)).toBeGreaterThanOrEqual(2)
    expect(secondsOf(sound)).toBeLessThanOrEqual(5)
    const { rmsDbfs, clippedSamples } = levels(sound)
    expect(rmsDbfs).toBeGreaterThan(-40)
    expect(clippedSamples).toBe(0)
  })

  // What a command keeps is the recording, sample for sample, on whatever machine.
  it.each([
    ['inpaint', 0, 1, 'tabla', 2],
    ['inpaint', 2, 3, 'tabla', 4],
    ['posterior', 0, 0.8, 'tabla', 1.6],
    ['posterior', 1.3, 2.5, 'tabla', 2.9],
    ['again', 0, 0.8, 'tabla', 1.6],
    ['again', 1.3, 2.5, 'tabla', 2.9],
    ['loop', 0, 1.5, 'tabla', 2],
    ['loop', 2, 4, 'tabla', 0],
    ['extend', 0, 2, 'drum-loop', 6],
  ])('%s.flac from %s to %s s is the recording', async (name, from, to, recording, at) => {
    const [sound, original] = await Promise.all([
      read(join(folder, `${name}.flac`)),
      read(join(root, `examples/audio/${recording}.flac`)),
    ])
    expect(secondsIn(sound, from, to)).toEqual(secondsIn(original, at, at + to - from))
  })
})
