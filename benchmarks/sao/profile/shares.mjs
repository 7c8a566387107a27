// What a profile says: which operators took which share of a work's time in the engine.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * The second of the two times that the work was done, in each session; a session that ran once was no part of it.
 *
 * @param {readonly { cat: string, name: string, ts: number, dur: number, args?: { op_name?: string } }[]} events
 */
const secondTime = (events) => {
  const runs = events.filter(({ cat, name }) => cat === 'Session' && name === 'model_run')
  const [first] = runs.slice(Math.ceil(runs.length / 2))
  if (first === undefined) return { run: 0, operators: [] }
  const during = events.filter(({ ts }) => ts >= first.ts)
  return {
    run: runs.filter(({ ts }) => ts >= first.ts).reduce((sum, { dur }) => sum + dur, 0),
    operators: during.filter(({ cat, name }) => cat === 'Node' && name.endsWith('_kernel_time')),
  }
}

/**
 * @typedef {object} Share
 * @property {string} name of the operator
 * @property {number} count how many times it ran
 * @property {number} seconds
 * @property {number} share of all time in the engine
 */

/**
 * The shares of all profiles together, the largest first; what no operator took is the engine's own.
 *
 * @param {readonly ReturnType<typeof secondTime>[]} sessions
 * @returns {readonly Share[]}
 */
const sharesOf = (sessions) => {
  const whole = sessions.reduce((sum, { run }) => sum + run, 0)
  const operators = new Map()
  for (const { args, dur } of sessions.flatMap((session) => session.operators)) {
    const { count, time } = operators.get(args.op_name) ?? { count: 0, time: 0 }
    operators.set(args.op_name, { count: count + 1, time: time + dur })
  }
  const known = [...operators.values()].reduce((sum, { time }) => sum + time, 0)
  return [...operators, ['between operators', { count: 0, time: whole - known }]]
    .map(([name, { count, time }]) => ({ name, count, seconds: time / 1e6, share: time / whole }))
    .toSorted((a, b) => b.share - a.share)
}

/**
 * What the profiles in a folder say.
 *
 * @param {string} folder
 * @returns {readonly Share[]}
 */
export const sharesIn = (folder) =>
  sharesOf(readdirSync(folder).map((name) => secondTime(JSON.parse(readFileSync(join(folder, name), 'utf8')))))
