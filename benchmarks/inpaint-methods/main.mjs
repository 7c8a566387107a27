// How the ways of keeping a gap's surroundings in sight compare, on gaps in short recordings.
// usage: npm run bench:inpaint-methods               (24 gaps: some minutes)
//        npm run bench:inpaint-methods -- --gaps 4   (the first of them)
import { parseArgs } from 'node:util'
import { describeAudioError, resample } from '@sigmastream/audio'
import { either as E } from 'fp-ts'
import { click, distance, louder, stretch } from '../musicians/measures.mjs'
import { hard, pathOf, read } from '../musicians/sounds.mjs'
import { fillBy, methods } from './fill.mjs'

const { values } = parseArgs({ options: { gaps: { type: 'string', default: '24' } } })
const count = Number(values.gaps)
if (!Number.isSafeInteger(count) || count < 1 || count > 24) throw new Error(`--gaps is ${values.gaps}: give 1 to 24`)

/** Three seconds of a recording, at a rate that leaves half of the work. */
const short = async (sound) => {
  const half = resample(stretch(await sound, 1, 4), 22050)
  if (E.isLeft(half)) throw new Error(describeAudioError(half.left))
  return half.right
}
const sounds = {
  tabla: await short(read(pathOf('tabla'))),
  'drum loop': await short(read(pathOf('drum-loop'))),
  melody: await short(hard.melody()),
}
const gaps = [0.1, 0.4]
  .flatMap((length) => [0.5, 1.1, 1.7, 2.3].map((from) => ({ from, to: from + length })))
  .flatMap((gap) => Object.entries(sounds).map(([name, sound]) => ({ name, sound, gap })))
  .slice(0, count)

const rows = []
for (const { name, sound, gap } of gaps)
  for (const told of [true, false])
    for (const method of Object.keys(methods)) {
      const start = process.cpuUsage()
      const filled = await fillBy(method, sound, gap, { told })
      const { user, system } = process.cpuUsage(start)
      const [original, filling] = [sound, filled].map((one) => stretch(one, gap.from, gap.to))
      rows.push({
        told,
        method,
        length: (gap.to - gap.from).toFixed(1),
        distance: distance(filling, original),
        louder: Math.abs(louder(filling, original)),
        click: click(sound, filled, gap),
        busy: (user + system) / 1e6,
      })
      console.error(name, gap.from, gap.to, told ? 'told' : 'not told', method, rows.at(-1).distance.toFixed(1))
    }

const print = (...cells) => console.log(`| ${cells.join(' | ')} |`)
for (const told of [true, false]) {
  console.log(
    `\n${told ? 'A model that is told what surrounds the gap' : 'A model that is not'}, ${gaps.length} gaps, means over those of a length\n`,
  )
  print('method', 'gap', 'distance, dB', 'level off by, dB', 'bend at the borders', 'processor seconds')
  print('---', '---:', '---:', '---:', '---:', '---:')
  for (const length of new Set(rows.map((row) => row.length)))
    for (const method of Object.keys(methods)) {
      const of = rows.filter((row) => row.told === told && row.method === method && row.length === length)
      const over = (measure, digits) => (of.reduce((sum, row) => sum + row[measure], 0) / of.length).toFixed(digits)
      print(method, `${length} s`, over('distance', 1), over('louder', 1), over('click', 2), over('busy', 1))
    }
}
