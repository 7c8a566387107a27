import type { Measured } from './measure.js'

/** A table of Markdown. */
export const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n')

/** A text with what stands between two marks replaced. */
export const filled = (text: string, mark: string, body: string): string =>
  text.replace(
    new RegExp(`(<!-- ${mark} -->\\n)[\\s\\S]*?(<!-- /${mark} -->)`),
    (_, open: string, close: string) => `${open}${body}\n${close}`,
  )

/** Which of those measured are best with so many calls, the best first. */
export type Best = (all: readonly Measured[], calls: number) => readonly Measured[]

/** Those that run as they are, without a second one with the same value. */
const ranked = (all: readonly Measured[], calls: number, distance: (value: number) => number): readonly Measured[] => {
  const distanceOf = ({ values }: Measured): number => distance(values.get(calls) ?? Infinity)
  return all
    .filter(({ quiet }) => !quiet)
    .filter((one, i, some) => some.findIndex(({ values }) => values.get(calls) === one.values.get(calls)) === i)
    .filter((one) => Number.isFinite(distanceOf(one)))
    .toSorted((a, b) => distanceOf(a) - distanceOf(b))
}

/** So many with the smallest values. */
export const smallest =
  (count: number): Best =>
  (all, calls) =>
    ranked(all, calls, (value) => value).slice(0, count)

/** Those that are no further from 1 than this, in parts of it; they come as they were, for no order can be told of them. */
export const near =
  (margin: number): Best =>
  (all, calls) => {
    const those = ranked(all, calls, (value) => Math.abs(Math.log(value))).filter(
      ({ values }) => Math.abs(Math.log(values.get(calls) ?? NaN)) <= margin,
    )
    return all.filter((one) => those.includes(one))
  }

const nameOf = ({ name, quiet }: Measured): string => (quiet ? `\`${name}\`, eta 0` : `\`${name}\``)

/** One kind of measurement: of what, how it is written, and which are best in it. */
export interface Measurement {
  readonly what: string
  readonly all: readonly Measured[]
  readonly text: (value: number) => string
  readonly best: Best
}

const headOf = (budgets: readonly number[]): readonly string[] => budgets.map((calls) => `${calls} calls`)

/** All samplers, with the best of each column in bold. */
export const measuredTable = ({ all, text, best: bestOf }: Measurement, budgets: readonly number[]): string => {
  const best = new Map(budgets.map((calls) => [calls, bestOf(all, calls)]))
  const cell = (one: Measured, calls: number): string => {
    const value = one.values.get(calls)
    if (value === undefined) return ''
    return best.get(calls)?.includes(one) === true ? `**${text(value)}**` : text(value)
  }
  return table(
    ['sampler', ...headOf(budgets)],
    all.map((one) => [nameOf(one), ...budgets.map((calls) => cell(one, calls))]),
  )
}

/** The best with each number of calls by name, one row for each kind of measurement. */
export const bestTable = (kinds: readonly Measurement[], budgets: readonly number[]): string =>
  table(
    ['', ...headOf(budgets)],
    kinds.map(({ what, all, best }) => [what, ...budgets.map((calls) => best(all, calls).map(nameOf).join(', '))]),
  )
