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

/** Which of those measured are best with so many calls. */
export type Best = (all: readonly Measured[], calls: number) => readonly Measured[]

/** Those that run as they are and come to something with so many calls. */
const runners = (all: readonly Measured[], calls: number): readonly Measured[] =>
  all.filter(({ quiet, values }) => !quiet && Number.isFinite(values.get(calls)))

/** So many with the smallest values, the smallest first; of those with the same value only the first. */
export const smallest =
  (count: number): Best =>
  (all, calls) => {
    const valueOf = ({ values }: Measured): number => values.get(calls) ?? Infinity
    return runners(all, calls)
      .filter((one, i, some) => some.findIndex((other) => valueOf(other) === valueOf(one)) === i)
      .toSorted((a, b) => valueOf(a) - valueOf(b))
      .slice(0, count)
  }

/** Those that are no further from 1 than this, in parts of it; no order can be told of them. */
export const near =
  (margin: number): Best =>
  (all, calls) =>
    runners(all, calls).filter(({ values }) => Math.abs(Math.log(values.get(calls) ?? NaN)) <= margin)

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
