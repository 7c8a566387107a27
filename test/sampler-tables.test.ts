import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { catalogue } from '@sigmastream/samplers'
import { readonlyArray as RA } from 'fp-ts'
import { describe, expect, it } from 'vitest'
import { figure } from './by-calls/figure.js'
import { detailsOf, errorsOf, exactEnd } from './by-calls/measure.js'
import { bestTable, filled, type Measurement, measuredTable, near, smallest, table } from './by-calls/tables.js'

const at = (path: string): string => fileURLToPath(new URL(`../docs/${path}`, import.meta.url))
const listed = fileURLToPath(new URL('../packages/cli/src/commands/sampler-list.generated.ts', import.meta.url))
const page = at('choosing-a-sampler.md')
const picture = at('pictures/samplers-by-calls.svg')

const catalogueTable = table(
  ['sampler', 'family', 'order', 'calls', 'memory', 'noise', 'reference'],
  catalogue.map(({ name, family, order, calls, memory, stochastic, reference }) => [
    `\`${name}\``,
    family,
    `${order}`,
    calls,
    `${memory}`,
    stochastic ? 'yes' : 'no',
    reference,
  ]),
)

const inTables = [8, 20, 50]
const inPicture = [8, 12, 20, 32, 50]

const percent = (value: number, digits: number): string => `${Number((100 * value).toPrecision(digits))} %`

const measured = async (): Promise<Readonly<Record<'errors' | 'detail', Measurement>>> => {
  const exact = await exactEnd()
  const [errors, detail] = [errorsOf(inPicture, exact), detailsOf(inPicture)]
  return {
    errors: {
      what: 'without noise',
      all: RA.flatten(await Promise.all(catalogue.map(errors))),
      text: (value) => percent(value, 2),
      best: smallest(3),
    },
    detail: {
      what: 'with noise',
      all: RA.flatten(await Promise.all(catalogue.map(detail))),
      text: (value) => percent(Math.round(100 * value) / 100, 6),
      best: near(0.04),
    },
  }
}

describe('the page on choosing a sampler (npm run tables writes what is between its marks, and its picture)', () => {
  const all = measured()

  it('lists the catalogue, and has the figures of a measurement', async () => {
    const { errors, detail } = await all
    const bodies = {
      catalogue: catalogueTable,
      best: bestTable([errors, detail], inTables),
      errors: measuredTable(errors, inTables),
      detail: measuredTable(detail, inTables),
    }
    const text = Object.entries(bodies).reduce(
      (filling, [mark, body]) => filled(filling, mark, body),
      readFileSync(page, 'utf8'),
    )
    await expect(text).toMatchFileSnapshot(page)
  })

  it('shows the figures of a measurement', async () => {
    const { errors, detail } = await all
    const shown = figure(
      {
        name: 'Without noise',
        note: 'how far from the exact result, in parts of it; grey: all others',
        budgets: inPicture,
        lines: errors.all.filter(({ quiet }) => !quiet),
        colours: new Map([
          ['euler', '#3077cd'],
          ['heun', '#86281d'],
          ['lms', '#c64913'],
          ['dpmpp-2m', '#6e2488'],
          ['unipc', '#007d78'],
        ]),
        range: [1e-5, 1],
        ticks: [1, 0.1, 0.01, 1e-3, 1e-4, 1e-5].map((value) => [value, percent(value, 1)]),
      },
      {
        name: 'With noise',
        note: 'how much detail is left; 100 % is right',
        budgets: inPicture,
        lines: detail.all,
        colours: new Map([
          ['euler-ancestral', '#3077cd'],
          ['dpmpp-2m-sde', '#6e2488'],
          ['dpmpp-3m-sde', '#c64913'],
          ['ping-pong', '#007d78'],
        ]),
        range: [0.4, 2.5],
        ticks: [0.4, 0.5, 0.7, 1, 1.4, 2, 2.5].map((value) => [value, percent(value, 3)]),
      },
    )
    await expect(shown).toMatchFileSnapshot(picture)
  })

  it('lists the catalogue for the command line, which then loads no sampler to show it', async () => {
    const rows = catalogue.map(({ name, family, order, calls, memory, stochastic, reference }) =>
      JSON.stringify({ name, family, order, calls, memory, stochastic, reference }),
    )
    await expect(
      `// Made by npm run tables from the catalogue of samplers.
/** The catalogue, as \`sigmastream samplers\` shows it. */
export const samplerList = [\n${rows.map((row) => `  ${row},\n`).join('')}]\n`,
    ).toMatchFileSnapshot(listed)
  })

  it('says of every sampler what it is, in words', () => {
    const words = readFileSync(page, 'utf8').replaceAll(/<!-- (\w+) -->[\s\S]*?<!-- \/\1 -->/g, '')
    expect(catalogue.map(({ name }) => name).filter((name) => !words.includes(`\`${name}\``))).toEqual([])
  })
})
