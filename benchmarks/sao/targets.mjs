// What is aimed at, and whether a row gets there.

/**
 * @typedef {object} Target
 * @property {number} [faster] at least: PyTorch's time in fp32 as a multiple of ours
 * @property {number} [best] at least: the quickest other's time as a multiple of ours
 * @property {number} [bestInt8] at least: the quickest other's time in int8 as a multiple of ours
 * @property {number} [memory] at most: our peak as a multiple of PyTorch's in fp32
 * @property {number} [seconds] at most
 * @property {number} [bytes] at most: our peak
 * @property {number} [share] at most: our time as a share of the fastest whole clip
 *
 * @typedef {object} Aim
 * @property {object} of the rows that agree with it
 * @property {boolean} [vnni] where the processor has 8-bit products, or has not; without it on both
 * @property {Target} target
 */

/** @type {readonly Aim[]} */
const aims = [
  { of: { kind: '1.0', part: 'dit', frames: 128, precision: 'fp32' }, target: { faster: 1.5, memory: 1.1 } },
  { of: { kind: '1.0', part: 'dit', frames: 1024, precision: 'fp32' }, target: { faster: 1.7, memory: 1.1 } },
  { of: { kind: '1.0', part: 'dit', precision: 'int8' }, vnni: true, target: { bestInt8: 1.3, memory: 0.35 } },
  { of: { kind: '1.0', part: 'dit', precision: 'int8' }, vnni: false, target: { faster: 2, memory: 0.35 } },
  { of: { kind: '1.0', part: 'decode' }, target: { best: 2, bytes: 1.2e9 } },
  { of: { kind: '1.0', part: 'clip', steps: 50, precision: 'int8' }, vnni: true, target: { faster: 4.5, bytes: 3e9 } },
  { of: { kind: '1.0', part: 'clip', steps: 50, precision: 'int8' }, vnni: false, target: { faster: 3.5, bytes: 3e9 } },
  { of: { kind: '1.0', part: 'start', cache: 'warm', precision: 'int8' }, target: { seconds: 2.5 } },
  { of: { kind: '1.0', part: 'overhead', steps: 50 }, target: { share: 0.01 } },
  ...['sa3-small', 'sa3-medium'].flatMap((kind) => [
    { of: { kind, part: 'clip', steps: 8, precision: 'fp32' }, target: { faster: 1.3 } },
    { of: { kind, part: 'clip', steps: 8, precision: 'int8' }, vnni: true, target: { faster: 4, memory: 1 / 3 } },
    { of: { kind, part: 'clip', steps: 8, precision: 'int8' }, vnni: false, target: { faster: 2, memory: 1 / 3 } },
  ]),
]

const agrees = (work, precision) => {
  const subject = { ...work, precision }
  return ({ of }) => Object.entries(of).every(([key, value]) => subject[key] === value)
}

/**
 * The target of a work at a precision, if it has one on such a processor.
 *
 * @param {import('./works.mjs').Work} work
 * @param {string} precision
 * @param {boolean} vnni
 * @returns {Target | undefined}
 */
export const targetOf = (work, precision, vnni) =>
  aims.filter((aim) => aim.vnni === undefined || aim.vnni === vnni).find(agrees(work, precision))?.target

/** The target of the same on the other kind of processor. */
export const targetElsewhere = (work, precision, vnni) =>
  aims.filter((aim) => aim.vnni === !vnni).find(agrees(work, precision))?.target

/** What of a row each aim looks at, and on which side of the aim it is to lie. */
const judges = {
  faster: { of: ({ faster }) => faster, least: true, name: 'time' },
  best: { of: ({ fasterThanBest }) => fasterThanBest, least: true, name: 'time' },
  bestInt8: { of: ({ fasterThanInt8 }) => fasterThanInt8, least: true, name: 'time' },
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
    const { of, least, name } = judges[key]
    const figure = of(row)
    return { name, known: figure !== undefined, met: least ? figure >= aim : figure <= aim }
  })
  const missed = judged.filter(({ known, met }) => known && !met).map(({ name }) => name)
  if (missed.length > 0) return `missed: ${missed.join(', ')}`
  return judged.every(({ known }) => known) ? 'met' : 'not measured'
}
