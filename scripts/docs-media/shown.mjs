// What docs/editing.md shows: the commands of each section, and the pictures and sounds that they make. The page is the only
// list. The title of a picture, or of a link to a sound, says what it is of: `![...](pictures/loop.png "round.png")`,
// `[hear](sounds/loop.flac "round.wav, 2 s to 4 s and 0 s to 2 s")`, and `"first.wav beside early.wav"` for one picture of both.
import { readFileSync } from 'node:fs'

const page = 'docs/editing.md'

const sectionsOf = (text) => {
  const blocks = text.replaceAll(/^```[\s\S]*?^```/gm, (code) => code.replaceAll(/^#/gm, ' #'))
  return blocks.split(/^(?=## )/m).map((section) => ({ title: /^#+ (.*)/.exec(section)?.[1] ?? '', text: section }))
}

/** What a title says: files side by side, or one file and which seconds of it, one stretch after the other. */
const titleIn = (title) => {
  const [files, ...places] = title.split(/, (?=\d)/)
  const stretches = places.flatMap((place) =>
    place.split(' and ').map((one) => {
      const [, from, to] = /^([\d.]+) s to ([\d.]+) s$/.exec(one) ?? []
      if (to === undefined) throw new Error(`${page}: "${title}" says no seconds: give "round.wav, 2 s to 6 s"`)
      return { from: Number(from), to: Number(to) }
    }),
  )
  return { sources: files.split(' beside '), stretches }
}

const itemsIn = (text) =>
  [...text.matchAll(/\]\(((?:pictures|sounds)\/[\w-]+\.(png|flac)) "([^"]+)"\)/g)].map(([, path, kind, title]) => ({
    path: `docs/${path}`,
    kind: kind === 'png' ? 'picture' : 'sound',
    ...titleIn(title),
  }))

/** What a command writes: a file, several that are numbered, or a folder of them. */
const isMadeBy = (command) => {
  const outputs = [...command.matchAll(/(?:-o|--plot|--grid|--preview|OUT)[ =](\S+)/g)].map(([, name]) => name)
  return (source) =>
    outputs.some((name) => source === name || source.startsWith(`${name}/`) || source.replace(/-\d+\./, '.') === name)
}

/** The commands that make something of it, in their order. What needs weights, or a file of the reader's, makes nothing. */
const commandsIn = (text, sources) =>
  [...text.matchAll(/^```sh\n([\s\S]*?)^```/gm)]
    .flatMap(([, block]) => block.split('\n'))
    .filter((line) => !/FOLDER|take\.wav/.test(line) && sources.some(isMadeBy(line)))

/**
 * @typedef {{ readonly from: number, readonly to: number }} Stretch
 * @typedef {{ readonly path: string, readonly kind: 'picture' | 'sound', readonly sources: readonly string[], readonly stretches: readonly Stretch[] }} Item
 */

/**
 * Each section that shows something: its title, its commands in order, and what they make.
 *
 * @returns {readonly { readonly title: string, readonly items: readonly Item[], readonly commands: readonly string[] }[]}
 */
export const shown = () =>
  sectionsOf(readFileSync(page, 'utf8')).flatMap(({ title, text }) => {
    const items = itemsIn(text)
    const sources = items.flatMap((item) => item.sources)
    return items.length === 0 ? [] : [{ title, items, commands: commandsIn(text, sources) }]
  })
