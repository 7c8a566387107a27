// A run that was saved, in Markdown.
import { kinds } from './kinds.mjs'
import { ceilingLine, elsewhereLines, howLine, machineLine, markdownOf } from './table.mjs'

/** @param {{ machine: object, rates: readonly object[], how: object, tables: readonly { options: object, rows: readonly object[] }[] }} run */
export const markdownReport = ({ machine, rates, how, tables }) =>
  [
    `${machineLine(machine)}. ${machine.date.slice(0, 10)}.`,
    '',
    ceilingLine(rates),
    '',
    howLine(how),
    ...tables.flatMap(({ options, rows }) => {
      const elsewhere = elsewhereLines(rows).map((line) => `- ${line}`)
      return [
        '',
        `${kinds[options.kind].name}:`,
        '',
        ...markdownOf(rows),
        ...(elsewhere.length > 0 ? ['', ...elsewhere] : []),
      ]
    }),
  ].join('\n')
