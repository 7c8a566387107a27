// The thirty renders of the demonstration: excerpts of the example recordings, gaps filled in some and variations of others.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** What each excerpt is cut from, in seconds; the first is for the long render. */
const excerpts = [
  { name: 'tabla-whole.wav', recording: 'tabla.flac', from: 0, to: 4 },
  { name: 'tabla-early.wav', recording: 'tabla.flac', from: 0, to: 2 },
  { name: 'tabla-late.wav', recording: 'tabla.flac', from: 5, to: 7 },
  { name: 'drums.wav', recording: 'drum-loop.flac', from: 2, to: 4 },
]
const [whole, ...short] = excerpts

/** The steps of all but the first. */
const few = 8

const two = (n) => String(n).padStart(2, '0')

const inpaint = (i, input) => {
  const from = 0.5 + (i % 3) / 4
  const region = { from, to: from + 0.25 }
  return {
    name: `gap-${two(i)}`,
    recipe: { command: 'inpaint', regions: [region], input, steps: few, seed: i },
    line: ['inpaint', input, '--from', region.from, '--to', region.to, '--steps', few, '--seed', i],
  }
}

const vary = (i, input, steps = few) => ({
  name: `${steps > few ? 'long' : 'varied'}-${two(i)}`,
  recipe: { command: 'vary', amount: 0.5, input, steps, seed: i },
  line: ['vary', input, '--amount', 0.5, '--steps', steps, '--seed', i],
})

/**
 * Every render: what its result is called, its recipe as a file has it, and what a user types for the same alone. The
 * first takes more steps than all others together, so that one of them is in the store when its worker is killed.
 */
export const renders = Array.from({ length: 30 }, (_, i) => {
  if (i === 0) return vary(1, whole.name, 600)
  const input = short[i % short.length].name
  return i % 2 === 0 ? inpaint(i + 1, input) : vary(i + 1, input)
})

/** Writes the excerpts and the recipes into folders of `out`: where the excerpts are, and the files of the recipes. */
export const writeList = async (out, { readAudio, encodeAudio }, must) => {
  const [sounds, recipes] = [join(out, 'excerpts'), join(out, 'recipes')]
  for (const folder of [sounds, recipes]) mkdirSync(folder, { recursive: true })
  for (const { name, recording, from, to } of excerpts) {
    const { channels, sampleRate } = await must(readAudio(join('examples/audio', recording)))
    const cut = channels.map((one) => one.slice(from * sampleRate, to * sampleRate))
    writeFileSync(join(sounds, name), await must(encodeAudio(name, { channels: cut, sampleRate })))
  }
  const files = renders.map(({ name, recipe }) => {
    const file = join(recipes, `${name}.json`)
    writeFileSync(file, `${JSON.stringify(recipe)}\n`)
    return file
  })
  return { sounds, files }
}
