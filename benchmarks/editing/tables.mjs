// The tables of a run, as Markdown.

/** The mean of numbers. */
export const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length

/** A row of a table. */
export const row = (cells) => `| ${cells.join(' | ')} |`

/** A length as a table has it. */
export const lengthText = (seconds) => (seconds < 0.1 ? `${Math.round(seconds * 1000)} ms` : `${seconds} s`)

/** A number with two digits; a stroke where there is none, as for onsets where nothing begins. */
const numberText = (value) => (Number.isNaN(value) ? '-' : value.toFixed(2))

/** Numbers, the least of them bold. */
const bold = (values, digits) => {
  const least = Math.min(...values)
  return values.map((value) => (value === least ? `**${value.toFixed(digits)}**` : value.toFixed(digits)))
}

/** The mean distance in dB of what each filler made, gaps or what else it is, by length and kind, and of all kinds. */
export const distanceTable = (what, results, kinds, lengths, fillers) => {
  const lines = lengths.flatMap((length) => {
    const at = (kind, filler) =>
      mean(
        results
          .filter((one) => one.length === length && one.filler === filler && (kind === null || one.kind === kind))
          .map(({ distance }) => distance),
      )
    return [...kinds, null].map((kind) =>
      row([
        lengthText(length),
        kind ?? 'all',
        ...bold(
          fillers.map((filler) => at(kind, filler)),
          1,
        ),
      ]),
    )
  })
  return [row([what, 'recording', ...fillers]), row(['---', '---', ...fillers.map(() => '---')]), ...lines].join('\n')
}

/** Everything else that is measured, by length, of all kinds together: medians would hide the gap that went wrong. */
export const measureTable = (what, results, lengths, fillers, measures) => {
  const lines = lengths.flatMap((length) =>
    fillers.map((filler) => {
      const some = results.filter((one) => one.length === length && one.filler === filler)
      return row([
        lengthText(length),
        filler,
        ...Object.keys(measures).map((name) => numberText(mean(some.map((one) => one[name])))),
        mean(some.map(({ seconds }) => seconds)).toFixed(1),
      ])
    }),
  )
  const head = [what, 'made by', ...Object.values(measures), 'processor seconds']
  return [row(head), row(head.map(() => '---')), ...lines].join('\n')
}
