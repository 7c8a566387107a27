import { either as E, taskEither as TE } from 'fp-ts'
import { expect, it } from 'vitest'
import type { EngineError } from '../../src/engine/error.js'
import type { WorkerEngine } from '../../src/worker/worker.js'
import { laneOf } from '../contract/samples.js'
import { jobOf, openFarm, scratch } from './farm.js'
import { undisturbed } from './quick-maker.js'

const folder = scratch()
const away: EngineError = { _tag: 'EngineUnreachable', engine: 'redis', message: 'refused' }

/** An engine that does not say in which lanes a job is. */
const withoutLanes = (engine: WorkerEngine): WorkerEngine => ({ ...engine, lanesOf: () => TE.left(away) })

const job = jobOf(1, 20)
const ofBen = jobOf(1, 20, { lane: laneOf('ben', { need: job.lane.need }) })

/** A farm in which a job was cancelled after some steps, by a worker who cannot ask who else wants it. */
const afterCancel = async (others: readonly (typeof job)[]) => {
  const farm = openFarm(folder)
  await farm.submit([job])
  const worker = farm.start({ engineHand: withoutLanes })
  await farm.time.until(() => farm.tagsOf(job).filter((tag) => tag === 'Step').length >= 5)
  await farm.submit(others)
  expect(await farm.desk.cancel(job)()).toEqual(E.right('told'))
  await farm.time.until(() => farm.tagsOf(job).includes('Cancelled'))
  return { farm, worker }
}

it('where the engine does not say who wants a cancelled job, who does goes on from where it was', async () => {
  const { farm, worker } = await afterCancel([ofBen])
  await farm.drained()
  await worker.leave()
  const [begun, goneOn] = worker.made.flatMap(({ starts }) => starts)
  expect(begun).toBe(0)
  expect(goneOn).toBeGreaterThanOrEqual(5)
  expect(farm.store.textOf(ofBen.id)).toBe(undisturbed(ofBen, []))
  expect(farm.store.checkpoints.size).toBe(0)
})

it('where the engine does not say who wants a cancelled job and nobody does, it is not made, and costs a checkpoint', async () => {
  const { farm, worker } = await afterCancel([])
  await farm.drained()
  await worker.leave()
  expect(worker.tally()).toMatchObject({ made: 0, cancelled: 1, 'given-back': 0 })
  expect(await farm.counts()).toEqual([])
  expect(farm.store.noteOf(job.id)).toBe(undefined)
  expect(farm.store.checkpoints.size).toBe(1)
  // who wants it later has the use of it, and it goes with the result
  await farm.submit([ofBen])
  const next = farm.start()
  await farm.drained()
  await next.leave()
  expect(next.made.flatMap(({ starts }) => starts)[0]).toBeGreaterThanOrEqual(5)
  expect(farm.store.checkpoints.size).toBe(0)
})
