// What is aimed at, and whether a row gets there. Ratios are against PyTorch in fp32 on the same cores.

/**
 * @typedef {object} Target
 * @property {number} [faster] at least: the peer's time as a multiple of ours
 * @property {number} [memory] at most: our peak as a multiple of the peer's
 * @property {number} [seconds] at most
 * @property {number} [bytes] at most: our peak
 * @property {number} [share] at most: our time as a share of the fastest whole clip
 */

/** Of Stable Audio Open 1.0, each for the rows that agree with `of`. @type {readonly { readonly of: object, readonly target: Target }[]} */
const targets = [
  { of: { part: 'dit', frames: 128, precision: 'fp32' }, target: { faster: 1.5, memory: 1.1 } },
  { of: { part: 'dit', frames: 1024, precision: 'fp32' }, target: { faster: 1.7, memory: 1.1 } },
  { of: { part: 'dit', frames: 128, precision: 'int8' }, target: { faster: 3.5, memory: 0.35 } },
  { of: { part: 'dit', frames: 1024, precision: 'int8' }, target: { faster: 4, memory: 0.35 } },
  { of: { part: 'decode', frames: 128 }, target: { faster: 2, memory: 0.6 } },
  { of: { part: 'decode', frames: 1024 }, target: { faster: 2, bytes: 1.5e9 } },
  { of: { part: 'clip', steps: 50, precision: 'int8' }, target: { faster: 3.5, bytes: 3e9 } },
  { of: { part: 'start', cache: 'warm', precision: 'int8' }, target: { seconds: 3 } },
  { of: { part: 'overhead', steps: 50 }, target: { share: 0.01 } },
]

/**
 * The target of a work at a precision, if it has one.
 *
 * @param {import('./works.mjs').Work} work
 * @param {string} precision
 * @returns {Target | undefined}
 */
export const targetOf = (work, precision) => {
  const subject = { ...work, precision }
  if (work.kind !== '1.0') return undefined
  return targets.find(({ of }) => Object.entries(of).every(([key, value]) => subject[key] === value))?.target
}

/** What of a row each aim looks at, and on which side of the aim it is to lie. */
const aims = {
  faster: { of: ({ faster }) => faster, least: true, name: 'time' },
  memory: { of: ({ memory }) => memory, least: false, name: 'memory' },
  seconds: { of: ({ ours }) => ours?.median, least: false, name: 'time' },
  bytes: { of: ({ ours }) => ours?.peak, least: false, name: 'memory' },
  share: { of: ({ share }) => share, least: false, name: 'share' },
}

/**
 * `met`, `missed` and by what, or `not measured` where a figure that the target speaks of is not there.
 *
 * @param {import('./rows.mjs').Row} row
 * @returns {string} empty where the row has no target
 */
export const verdictOf = (row) => {
  if (row.target === undefined) return ''
  const judged = Object.entries(row.target).map(([key, aim]) => {
    const { of, least, name } = aims[key]
    const figure = of(row)
    return { name, known: figure !== undefined, met: least ? figure >= aim : figure <= aim }
  })
  const missed = judged.filter(({ known, met }) => known && !met).map(({ name }) => name)
  if (missed.length > 0) return `missed: ${missed.join(', ')}`
  return judged.every(({ known }) => known) ? 'met' : 'not measured'
}
