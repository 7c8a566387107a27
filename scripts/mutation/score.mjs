/** What came of the mutants, by package: those that are not equivalent count. */

const percent = (part, whole) => (whole === 0 ? '' : `${Math.round((100 * part) / whole)} %`)

const row = (name, results) => {
  const killed = results.filter(({ status }) => status === 'killed').length
  const equivalent = results.filter(({ status }) => status === 'equivalent').length
  const counted = results.length - equivalent
  return `| ${name} | ${counted} | ${killed} | ${percent(killed, counted)} | ${equivalent} |`
}

export const table = (results) => {
  const names = [...new Set(results.map(({ file }) => file.split('/')[1]))].toSorted()
  return [
    '| package | mutants | killed | score | equivalent, not counted |',
    '|---|---:|---:|---:|---:|',
    ...names.map((name) =>
      row(
        name,
        results.filter(({ file }) => file.split('/')[1] === name),
      ),
    ),
    row('all', results),
  ].join('\n')
}

export const survivors = (results) =>
  results
    .filter(({ status }) => status === 'survived')
    .toSorted((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : a.line - b.line))
    .map(
      ({ id, file, line, kind, before, after, by }) =>
        `${id} ${file}:${line} ${kind}${by === null ? '' : `, ${by}`}\n  - ${before}\n  + ${after}`,
    )
    .join('\n')
