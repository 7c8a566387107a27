// What an engine does by itself, without workers and without a store, eight questions at once.
import { must } from '../../scripts/modules/farm.mjs'

const atOnce = 8

/** How often a second something can be asked that is asked so many times. */
const paceOf = async (count, ask, seconds) => {
  let left = count
  const askOn = async () => {
    while (left-- > 0) await ask()
  }
  return count / (await seconds(() => Promise.all(Array.from({ length: atOnce }, askOn))))
}

/**
 * Sends `list`, looks at it, takes and ends every job of it, and tells of it: each as so many in a second, and the bytes that a job
 * takes while it waits, `null` where `memory` cannot say.
 */
export const measureEngine = async (engine, list, { seconds, memory }, row) => {
  const empty = memory()
  const submitsASecond = list.length / (await seconds(() => must(engine.submit(list))))
  const bytesOfJob = empty === null ? null : (memory() - empty) / list.length
  const [{ lane }] = list
  const looksASecond = await paceOf(500, () => must(engine.lanes), seconds)
  const takeAndEnd = async () => {
    const lease = await must(engine.work(lane, 'bench'))
    if (lease !== null) await must(lease.finish)
  }
  const endsASecond = await paceOf(list.length, takeAndEnd, seconds)
  let told = 0
  const [{ id }] = list
  const tell = () =>
    must(
      engine.publish({
        _tag: 'Step',
        id: `bench-${told++}`,
        job: id,
        at: 0,
        done: told,
        steps: null,
        sigma: 1,
        secondsLeft: null,
      }),
    )
  const eventsASecond = await paceOf(2000, tell, seconds)
  row('jobs sent in a second', submitsASecond.toFixed(0))
  row('looks at what waits in a second', looksASecond.toFixed(0))
  row('jobs taken and ended in a second', endsASecond.toFixed(0))
  row('events told in a second', eventsASecond.toFixed(0))
  if (bytesOfJob !== null) row('memory of the server for a job that waits', `${(bytesOfJob / 1000).toFixed(1)} kB`)
  return { submitsASecond, looksASecond, endsASecond, eventsASecond, bytesOfJob }
}
