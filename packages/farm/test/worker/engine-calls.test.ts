import { either as E, taskEither as TE } from 'fp-ts'
import { expect, it } from 'vitest'
import type { LaneCount } from '../../src/engine/engine.js'
import type { EngineError } from '../../src/engine/error.js'
import { insist } from '../../src/worker/insist.js'
import { laneList } from '../../src/worker/lane-list.js'
import { laneOf } from '../contract/samples.js'

const away: EngineError = { _tag: 'EngineUnreachable', engine: 'redis', message: 'refused' }
const lost: EngineError = { _tag: 'LeaseLost', job: 'a' }

/** Tells an engine that answers with these, one after the other: what came of it, how often, and how long it waited. */
const insistOn = async (answers: readonly E.Either<EngineError, void>[], { abortAfter = Infinity } = {}) => {
  const waits: number[] = []
  const [abort, gone] = [new AbortController(), new AbortController()]
  let tries = 0
  const ending = async (): Promise<E.Either<EngineError, void>> => {
    tries += 1
    if (tries === abortAfter) gone.abort()
    return answers[tries - 1] ?? E.left(away)
  }
  const clock = { now: () => 0, sleep: async (milliseconds: number) => void waits.push(milliseconds) }
  const result = await insist(ending, gone.signal, { clock, abort: abort.signal })
  return { result, tries, waits }
}

it('an engine that is away is told again, longer apart each time, and given up after some tries', async () => {
  const back = await insistOn([E.left(away), E.left(away), E.right(undefined)])
  expect(back).toEqual({ result: E.right(undefined), tries: 3, waits: [1000, 2000] })
  expect(await insistOn([])).toEqual({ result: E.left(away), tries: 5, waits: [1000, 2000, 4000, 8000] })
})

it('a lease that is lost is not insisted on', async () => {
  expect(await insistOn([E.left(lost)])).toMatchObject({ result: E.left(lost), tries: 1 })
  expect(await insistOn([], { abortAfter: 2 })).toMatchObject({ tries: 2 })
})

it('lanes are counted once in a while, less what was taken since, and anew where something is new', async () => {
  let [counted, at] = [0, 0]
  const [anna, ben] = [laneOf('anna'), laneOf('ben')]
  const counts: readonly LaneCount[] = [anna, ben].map((lane) => ({ lane, waiting: 5, running: 0, dead: 0 }))
  const list = laneList({ lanes: TE.fromIO(() => ((counted += 1), counts)) }, { now: () => at })
  const look = async () => {
    const seen = await list.counts()
    return E.isRight(seen) ? [seen.right.isNew, ...seen.right.counts.map(({ waiting }) => waiting)] : seen
  }
  expect(await look()).toEqual([true, 5, 5])
  list.without(anna, false)
  list.without(ben, true)
  at += 199
  expect([await look(), counted]).toEqual([[false, 4, 0], 1])
  at += 1
  expect([await look(), counted]).toEqual([[true, 5, 5], 2])
  at -= 10_000
  expect([await look(), counted]).toEqual([[true, 5, 5], 3])
  list.forget()
  expect([await look(), counted]).toEqual([[true, 5, 5], 4])
})
