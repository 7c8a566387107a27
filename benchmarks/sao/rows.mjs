// From what was measured to the rows of the table.
import { idealSeconds } from './operations.mjs'
import { peers, reference } from './peers.mjs'
import { figuresOf } from './statistics.mjs'
import { targetElsewhere, targetOf, verdictOf } from './targets.mjs'

/**
 * @typedef {ReturnType<typeof figuresOf>} Figures
 *
 * @typedef {object} Row
 * @property {string} part
 * @property {string} label
 * @property {string} precision
 * @property {number} [steps]
 * @property {Figures} [ours]
 * @property {Readonly<Record<string, Figures>>} others by their names
 * @property {string} [quickest] of the others
 * @property {string} [smallest] of the others
 * @property {number} [faster] the median of PyTorch in fp32 over ours
 * @property {number} [fasterThanBest] the quickest other's median over ours
 * @property {number} [fasterThanInt8] the same of those in int8
 * @property {number} [memory] our peak over that of PyTorch in fp32
 * @property {number} [memoryOfLeast] our peak over the smallest other's
 * @property {number} [ceiling] the time that products alone would take, as a share of ours
 * @property {number} [share] our median over that of the fastest whole clip of as many steps
 * @property {import('./targets.mjs').Target} [target]
 * @property {import('./targets.mjs').Target} [elsewhere] on the other kind of processor
 * @property {string} verdict
 * @property {readonly string[]} notes why something was not measured
 *
 * @typedef {object} Result
 * @property {import('./works.mjs').Work} work
 * @property {string} contender a precision of ours, or a peer's name
 * @property {readonly import('./contender.mjs').Measured[]} measured
 * @property {readonly string[]} notes
 *
 * @typedef {object} Processor
 * @property {boolean} vnni
 * @property {(precision: string) => number | undefined} rateOf operations a second that one product reaches
 */

const defined = (fields) => Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))

const figures = (result) =>
  result === undefined || result.measured.length === 0 ? undefined : figuresOf(result.measured)

const least = (entries, key) => entries.toSorted(([, a], [, b]) => a[key] - b[key])[0]

/** @returns {Row} */
const rowOf = (work, precision, ours, others, notes, { vnni, rateOf }) => {
  const { part, label, steps } = work
  const entries = Object.entries(others)
  const quickest = least(entries, 'median')
  const int8 = least(
    entries.filter(([name]) => peers[name].precision === 'int8'),
    'median',
  )
  const smallest = least(entries, 'peak')
  const over = (theirs) => (theirs === undefined || ours === undefined ? undefined : theirs.median / ours.median)
  const of = (theirs) => (theirs === undefined || ours === undefined ? undefined : ours.peak / theirs.peak)
  const ideal = idealSeconds(work, precision, rateOf)
  return defined({
    part,
    label,
    precision,
    steps,
    ours,
    others,
    notes,
    quickest: quickest?.[0],
    smallest: smallest?.[0],
    faster: over(others[reference]),
    fasterThanBest: over(quickest?.[1]),
    fasterThanInt8: over(int8?.[1]),
    memory: of(others[reference]),
    memoryOfLeast: of(smallest?.[1]),
    ceiling: ours === undefined || ideal === undefined ? undefined : ideal / ours.median,
    target: targetOf(work, precision, vnni),
    elsewhere: targetElsewhere(work, precision, vnni),
  })
}

/** A clip once more, against the others' work alone: their imports and their loading left out, ours left in. */
const withoutItsLoading = (result) => ({
  ...result,
  measured: result.measured.map(({ work, ...rest }) => ({ ...rest, samples: work })),
})

const rowsOfWork = (results, work, processor) => {
  const of = (contender) => results.find((result) => result.work === work && result.contender === contender)
  const theirs = Object.keys(peers).flatMap((name) => of(name) ?? [])
  const figuresOfAll = (all) => defined(Object.fromEntries(all.map((result) => [result.contender, figures(result)])))
  return work.precisions.flatMap((precision) => {
    const ours = of(precision)
    const notes = [ours, ...theirs].flatMap((result) => result?.notes ?? [])
    const row = rowOf(work, precision, figures(ours), figuresOfAll(theirs), notes, processor)
    if (work.part !== 'clip' || row.quickest === undefined) return [row]
    const alone = { kind: work.kind, part: 'clip', label: `${work.label}; the others loaded already` }
    return [row, rowOf(alone, precision, row.ours, figuresOfAll(theirs.map(withoutItsLoading)), [], processor)]
  })
}

const withShare = (rows) => (row) => {
  const clips = rows.filter(({ part, steps, ours }) => part === 'clip' && steps === row.steps && ours !== undefined)
  if (row.part !== 'overhead' || row.ours === undefined || clips.length === 0) return row
  return { ...row, share: row.ours.median / Math.min(...clips.map(({ ours }) => ours.median)) }
}

/**
 * The rows of all results, judged.
 *
 * @param {readonly Result[]} results
 * @param {Processor} processor
 * @returns {readonly Row[]}
 */
export const rowsOf = (results, processor) => {
  const works = [...new Set(results.map(({ work }) => work))]
  const rows = works.flatMap((work) => rowsOfWork(results, work, processor))
  return rows.map(withShare(rows)).map((row) => ({ ...row, verdict: verdictOf(row) }))
}
