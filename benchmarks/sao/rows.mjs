// From what was measured to the rows of the table.
import { figuresOf } from './statistics.mjs'
import { targetOf, verdictOf } from './targets.mjs'

/**
 * @typedef {ReturnType<typeof figuresOf>} Figures
 *
 * @typedef {object} Row
 * @property {string} part
 * @property {string} label
 * @property {string} precision
 * @property {number} [steps]
 * @property {Figures} [ours]
 * @property {Figures} [peer]
 * @property {number} [faster] the peer's median over ours
 * @property {number} [memory] our peak over the peer's
 * @property {number} [share] our median over that of the fastest whole clip of as many steps
 * @property {import('./targets.mjs').Target} [target]
 * @property {string} verdict
 * @property {readonly string[]} notes why something was not measured
 *
 * @typedef {object} Result
 * @property {import('./works.mjs').Work} work
 * @property {string} contender a precision, or `peer`
 * @property {readonly import('./contender.mjs').Measured[]} measured
 * @property {readonly string[]} notes
 */

const defined = (fields) => Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))

const figures = (result) =>
  result === undefined || result.measured.length === 0 ? undefined : figuresOf(result.measured)

/** @returns {Row} */
const rowOf = (work, precision, ours, peer, notes) => {
  const both = ours !== undefined && peer !== undefined
  const { part, label, steps } = work
  return defined({
    part,
    label,
    precision,
    steps,
    ours,
    peer,
    notes,
    faster: both ? peer.median / ours.median : undefined,
    memory: both ? ours.peak / peer.peak : undefined,
    target: targetOf(work, precision),
  })
}

/** A clip once more, against the peer's work alone: its imports and its loading left out, ours left in. */
const withoutItsLoading = ({ measured }) => measured.map(({ work, ...rest }) => ({ ...rest, samples: work }))

const rowsOfWork = (results, work) => {
  const of = (contender) => results.find((result) => result.work === work && result.contender === contender)
  const peer = of('peer')
  return work.precisions.flatMap((precision) => {
    const ours = of(precision)
    const notes = [ours, peer].flatMap((result) => result?.notes ?? [])
    const row = rowOf(work, precision, figures(ours), figures(peer), notes)
    if (work.part !== 'clip' || row.peer === undefined) return [row]
    const alone = { part: 'clip', label: `${work.label}; PyTorch loaded already` }
    return [row, rowOf(alone, precision, row.ours, figuresOf(withoutItsLoading(peer)), [])]
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
 * @returns {readonly Row[]}
 */
export const rowsOf = (results) => {
  const works = [...new Set(results.map(({ work }) => work))]
  const rows = works.flatMap((work) => rowsOfWork(results, work))
  return rows.map(withShare(rows)).map((row) => ({ ...row, verdict: verdictOf(row) }))
}
