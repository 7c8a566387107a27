// The rows as a table, for the terminal and for Markdown.
import { engineNames, peerName, peers } from './peers.mjs'

export const heading = [
  'part',
  'precision',
  'ours',
  'PyTorch fp32, bf16, int8',
  'OpenVINO fp32, bf16, int8',
  'times faster than PyTorch fp32',
  'than the quickest',
  'our peak',
  'of PyTorch fp32',
  'of the smallest',
  'of the ceiling',
  'target',
  'verdict',
]

/** Three significant digits, in the unit that reads best. @param {number} value seconds */
export const duration = (value) =>
  value < 1 ? `${Number((value * 1000).toPrecision(3))} ms` : `${Number(value.toPrecision(3))} s`

/** @param {number} bytes */
export const size = (bytes) => `${(bytes / 1e9).toFixed(2)} GB`

const times = (ratio) => `${ratio.toFixed(2)}x`
const percent = (share) => `${(100 * share).toFixed(2)} %`

const timed = ({ median, spread: [low, high], samples }) =>
  samples.length === 1 ? duration(median) : `${duration(median)} [${duration(low)} .. ${duration(high)}]`

const shown = (value, show) => (value === undefined ? '-' : show(value))

/** What a target says. */
const aims = {
  faster: (aim) => `${aim}x PyTorch fp32`,
  best: (aim) => `${aim}x the quickest`,
  bestInt8: (aim) => `${aim}x the quickest int8`,
  memory: (aim) => `memory ${Number(aim.toFixed(2))}x`,
  seconds: (aim) => duration(aim),
  bytes: (aim) => `${aim / 1e9} GB`,
  share: (aim) => `${percent(aim)} of the clip`,
}

const targetCell = (target = {}) =>
  Object.entries(target)
    .map(([key, aim]) => aims[key](aim))
    .join(', ')

/** What one engine took at each of its precisions; one mark where it was not measured at all. */
const engineCell = (engine, others) => {
  const names = Object.keys(peers).filter((name) => peers[name].engine === engine)
  const cells = names.map((name) => shown(others[name]?.median, duration))
  return cells.every((cell) => cell === '-') ? '-' : cells.join(', ')
}

/**
 * The cells of a row, as many as `heading` has.
 *
 * @param {import('./rows.mjs').Row} row
 * @returns {readonly string[]}
 */
export const cellsOf = (row) => [
  row.label,
  row.precision,
  shown(row.ours, timed),
  ...Object.keys(engineNames).map((engine) => engineCell(engine, row.others)),
  row.share === undefined ? shown(row.faster, times) : `${percent(row.share)} of the clip`,
  shown(row.fasterThanBest, (ratio) => `${times(ratio)} (${peerName(row.quickest)})`),
  shown(row.ours?.peak, size),
  shown(row.memory, times),
  shown(
    row.memoryOfLeast,
    (ratio) => `${times(ratio)} (${peerName(row.smallest)}: ${size(row.others[row.smallest].peak)})`,
  ),
  shown(row.ceiling, (share) => `${(100 * share).toFixed(0)} %`),
  targetCell(row.target),
  row.verdict,
]

/** What is aimed at on the other kind of processor, which this one tells nothing of. @param {readonly import('./rows.mjs').Row[]} rows */
export const elsewhereLines = (rows) =>
  rows.flatMap(({ label, precision, elsewhere }) =>
    elsewhere === undefined
      ? []
      : [`${label}, ${precision}: ${targetCell(elsewhere)} on the other kind of processor: not measured here`],
  )

/**
 * Lines with aligned columns.
 *
 * @param {readonly import('./rows.mjs').Row[]} rows
 * @returns {readonly string[]}
 */
export const tableOf = (rows) => {
  const all = [heading, ...rows.map(cellsOf)]
  const widths = heading.map((_, column) => Math.max(...all.map((cells) => cells[column].length)))
  return all.map((cells) =>
    cells
      .map((cell, column) => cell.padEnd(widths[column]))
      .join('  ')
      .trimEnd(),
  )
}

/**
 * The same rows in Markdown.
 *
 * @param {readonly import('./rows.mjs').Row[]} rows
 * @returns {readonly string[]}
 */
export const markdownOf = (rows) =>
  [heading, heading.map(() => '---'), ...rows.map(cellsOf)].map((cells) => `| ${cells.join(' | ')} |`)

/** What was measured on, in a line. @param {ReturnType<typeof import('./machine.mjs').machine>} machine */
export const machineLine = ({ cpu, threads, memory, flags, node, onnxruntime, peer }) =>
  [
    `${threads} threads of ${cpu} (${flags.join(', ') || 'no vector instructions known'})`,
    size(memory),
    `Node ${node}, onnxruntime ${onnxruntime}`,
    ...(peer === undefined
      ? []
      : [`PyTorch ${peer.torch}, diffusers ${peer.diffusers}, transformers ${peer.transformers}`]),
    ...(peer?.openvino === undefined ? [] : [`OpenVINO ${peer.openvino}, nncf ${peer.nncf}`]),
    ...Object.entries(peer?.absent ?? {}).map(([engine, install]) => `${engineNames[engine]} is absent (${install})`),
  ].join('; ')

/** The ceiling: what one product reaches. @param {readonly import('../products/rates.mjs').Rate[]} rates */
export const ceilingLine = (rates) =>
  `The ceiling is what one product of a guided call reaches by itself (npm run bench:products): ${rates
    .map(({ name, perSecond }) => `${name} ${(perSecond / 1e9).toFixed(0)}`)
    .join('; ')}; in G operations a second.`

/** How it was measured, in a line. @param {{ rounds: number, runs: number }} how */
export const howLine = ({ rounds, runs }) =>
  `Medians [least .. most] of ${rounds} processes with ${runs} timed runs each after a warm-up, ours and the others' in turn; a clip ` +
  'and a start are one run a process. Peaks are those of the whole process, by the operating system.'
