// The rows as a table, for the terminal and for Markdown.

export const heading = [
  'part',
  'precision',
  'ours',
  'PyTorch',
  'times faster',
  'our peak',
  'its peak',
  'of its memory',
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

const aims = {
  faster: (aim) => `${aim}x`,
  memory: (aim) => `memory ${aim}x`,
  seconds: (aim) => duration(aim),
  bytes: (aim) => `${aim / 1e9} GB`,
  share: (aim) => `${percent(aim)} of the clip`,
}

/**
 * The cells of a row, as many as `heading` has.
 *
 * @param {import('./rows.mjs').Row} row
 * @returns {readonly string[]}
 */
export const cellsOf = ({ label, precision, ours, peer, faster, memory, share, target = {}, verdict }) => [
  label,
  precision,
  shown(ours, timed),
  shown(peer, timed),
  share === undefined ? shown(faster, times) : `${percent(share)} of the clip`,
  shown(ours?.peak, size),
  shown(peer?.peak, size),
  shown(memory, times),
  Object.entries(target)
    .map(([key, aim]) => aims[key](aim))
    .join(', '),
  verdict,
]

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
  ].join('; ')

/** How it was measured, in a line. @param {{ rounds: number, runs: number }} how */
export const howLine = ({ rounds, runs }) =>
  `Medians [least .. most] of ${rounds} processes with ${runs} timed runs each after a warm-up, ours and PyTorch's in turn; a clip ` +
  'and a start are one run a process. Peaks are those of the whole process, by the operating system.'
