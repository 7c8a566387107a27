// Where the time of a clip goes: from the moments that a program told of to its phases.

/** What a line of moments begins with. */
export const MOMENTS = 'moments '

/**
 * @typedef {object} Moment
 * @property {string} what
 * @property {number} at milliseconds since 1970
 * @property {number} [session] which of its thread's
 * @property {readonly string[]} [inputs] of the session, where that is opened
 *
 * @typedef {object} Phase
 * @property {string} name
 * @property {number} from seconds since the program was started
 * @property {number} to
 * @property {number} [runs] of a session
 */

/** A network is known by what it is asked with. */
const networks = [
  ['transformer', /^branches /],
  ['decoder', /^latent /],
  ['encoder', /^audio /],
  ['text encoder', /^(embedded|ids) /],
]

const nameOf = (moments) => {
  const inputs = moments.flatMap((moment) => moment.inputs ?? [])
  return networks.find(([, known]) => inputs.some((input) => known.test(input)))?.[0] ?? 'another network'
}

const atOf = (moments, what) => moments.find((moment) => moment.what === what)?.at

/** Opening, running and closing of one session; what it was never asked for is left out. */
const phasesOfSession = (moments) => {
  const name = nameOf(moments)
  const runs = moments.filter(({ what }) => what === 'asked').length
  const last = moments.findLast(({ what }) => what === 'answered')?.at
  return [
    { name: `${name} opens`, from: atOf(moments, 'started'), to: atOf(moments, 'opened') },
    { name: `${name} runs`, from: atOf(moments, 'asked'), to: last, runs },
    { name: `${name} closes`, from: atOf(moments, 'closing'), to: atOf(moments, 'closed') },
  ].filter(({ from, to }) => from !== undefined && to !== undefined)
}

const linesOf = (stderr) => stderr.split('\n').filter((line) => line.startsWith(MOMENTS))

/**
 * The phases that a program told of, in the order in which they began; they may overlap. None where it told nothing, or
 * opened no session.
 *
 * @param {string} stderr what it printed
 * @param {number} spawned when it was started, in milliseconds since 1970
 * @returns {readonly Phase[]}
 */
export const phasesIn = (stderr, spawned) => {
  const threads = linesOf(stderr).map((line) => JSON.parse(line.slice(MOMENTS.length)))
  const working = threads.find((moments) => moments.some(({ session }) => session !== undefined))
  if (working === undefined) return []
  const sessions = [...new Set(working.flatMap(({ session }) => session ?? []))]
  const begun = atOf(working, 'started')
  const ended = Math.max(...threads.map((moments) => atOf(moments, 'over') ?? 0))
  const lastAnswer = working.findLast(({ what }) => what === 'answered')?.at ?? begun
  return [
    { name: 'program starts', from: spawned, to: atOf(working, 'thread') },
    { name: 'modules load, the model is looked at', from: atOf(working, 'thread'), to: begun },
    ...sessions.flatMap((session) => phasesOfSession(working.filter((moment) => moment.session === session))),
    { name: 'sound is written, program ends', from: lastAnswer, to: ended },
  ]
    .toSorted((a, b) => a.from - b.from)
    .map(({ from, to, ...rest }) => ({ ...rest, from: (from - spawned) / 1000, to: (to - spawned) / 1000 }))
}

const seconds = (value) => value.toFixed(2)

/**
 * Phases as lines of a table.
 *
 * @param {readonly Phase[]} phases
 * @returns {readonly string[]}
 */
export const linesOfPhases = (phases) => {
  const cells = [
    ['phase', 'from', 'to', 'takes'],
    ...phases.map(({ name, from, to, runs = 1 }) => [
      runs === 1 ? name : `${name}, ${runs} times`,
      seconds(from),
      seconds(to),
      `${seconds(to - from)} s`,
    ]),
  ]
  const widths = cells[0].map((_, column) => Math.max(...cells.map((row) => row[column].length)))
  return cells.map(([name, ...times]) =>
    [name.padEnd(widths[0]), ...times.map((time, i) => time.padStart(widths[i + 1]))].join('  '),
  )
}
