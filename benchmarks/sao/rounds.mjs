// Contenders take turns, so that what else the machine does meets all of them.
import { freemem } from 'node:os'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { convertedFolder, ours, packedFolder, peer } from './contender.mjs'
import { kinds, secondsOf } from './kinds.mjs'
import { dropped } from './page-cache.mjs'
import { median } from './statistics.mjs'
import { duration, size } from './table.mjs'

/** The others code a whole sound at once: one of more than a short clip's is not asked for where less memory is free. */
const enough = { seconds: 12, bytes: 12e9 }

const tooMuch = ({ kind, part, frames }) =>
  (part === 'decode' || part === 'encode') && secondsOf(kind, frames) > enough.seconds && freemem() < enough.bytes
    ? E.left(`it ${part}s all ${frames} frames at once, and less than ${size(enough.bytes)} of memory are free`)
    : E.right(undefined)

const cooled = ({ cache }, folders) => (cache === 'cold' ? dropped(folders) : E.right(undefined))

/** Who takes part in a work, each with how it is measured once. */
const contendersOf = (options, work) => [
  ...work.precisions.map((precision) => ({
    contender: precision,
    measure: () =>
      pipe(
        cooled(work, [options.model, packedFolder]),
        E.flatMap(() => ours(options, work, precision)),
      ),
  })),
  ...(work.peer ? options.peers : []).map((name) => ({
    contender: name,
    measure: () =>
      pipe(
        tooMuch(work),
        E.flatMap(() => cooled(work, [kinds[options.kind].peerFolder, convertedFolder(options.kind)])),
        E.flatMap(() => peer(options, name, work)),
      ),
  })),
]

/** Files are in the page cache after a start that is not counted. */
const uncounted = ({ cache }) => (cache === 'warm' ? 1 : 0)

/** There is one first start. */
const counted = ({ processes }, { cache }) => (cache === 'first' ? 1 : processes)

/** One contender's turn, and what to tell of it. */
const taken = (work, { contender, counts, measure }, tell) => {
  const outcome = measure()
  const said = E.isLeft(outcome)
    ? outcome.left
    : `${duration(median(outcome.right.samples))}, ${size(outcome.right.peak)}`
  tell(`${work.label}, ${contender}${counts ? '' : ', warm-up'}: ${said}`)
  return { contender, counts, outcome }
}

/**
 * A work, in `processes` by each contender in turn. Who fails is not asked again: its note says why. `tell` hears of
 * each measurement.
 *
 * @param {import('./options.mjs').Options} options
 * @param {(line: string) => void} tell
 * @returns {(work: import('./works.mjs').Work) => readonly import('./rows.mjs').Result[]}
 */
export const measuredInTurn = (options, tell) => (work) => {
  const contenders = contendersOf(options, work)
  const turns = Array.from({ length: uncounted(work) + counted(options, work) }, (_, round) =>
    contenders.map((contender) => ({ ...contender, counts: round >= uncounted(work) })),
  ).flat()
  const failed = (all, { contender }) => all.some((one) => one.contender === contender && E.isLeft(one.outcome))
  const all = turns.reduce((before, turn) => (failed(before, turn) ? before : [...before, taken(work, turn, tell)]), [])
  return contenders.map(({ contender }) => {
    const own = all.filter((one) => one.contender === contender)
    return {
      work,
      contender,
      measured: own.flatMap(({ counts, outcome }) => (counts && E.isRight(outcome) ? [outcome.right] : [])),
      notes: own.flatMap(({ outcome }) =>
        E.isLeft(outcome) ? [`${work.label}, ${contender}: not measured (${outcome.left})`] : [],
      ),
    }
  })
}
