import fc from 'fast-check'
import type { Engine, Job, Lane, Lease } from '../../src/index.js'
import { fromLine, type Model, modelled, nothing, put, type Side, sideOf, sizesOf, toBack, toFront } from './model.js'
import { answerOf, failureOf, jobOf, letterOf, placeOf } from './samples.js'
import { lookUntil, mustBe, type Trial } from './trial.js'

/** A lease that a worker believes to have; `isLive` as the model has it. */
interface Held {
  readonly number: number
  readonly lease: Lease
  isLive: boolean
}

/** The engines, which are two processes; two lanes that no other sequence has; and everything that was ever taken. */
export interface Real {
  readonly trial: Trial
  readonly lanes: readonly [Lane, Lane]
  readonly engines: readonly [Engine, Engine]
  readonly held: Held[]
  graveTime: number
}

/** Jobs 0 and 1 are one job in two lanes. */
const jobIn = ({ lanes }: Real, number: number): Job => jobOf(number < 2 ? 0 : number, lanes[sideOf(number)])
const mostJobs = 6

/** Whether the engine is where its model is: every job in one place, and nobody told what does not concern him. */
const compare = async (model: Model, real: Real): Promise<void> => {
  const { trial, lanes, engines, held } = real
  const sideIn = (lane: Lane): number => lanes.findIndex(({ submitter }) => submitter === lane.submitter)
  for (const engine of engines) {
    const counts = (await answerOf(engine.lanes)).filter(({ lane }) => sideIn(lane) !== -1)
    const sizes = counts.map(({ lane, waiting, running, dead }) => [sideIn(lane), waiting, running, dead])
    const right = ([0, 1] as const).map((side) => [side, ...sizesOf(model, side)])
    mustBe(
      'lanes',
      sizes.toSorted(),
      right.filter(([, ...all]) => all.some((size) => size > 0)),
    )
    const dead = (await answerOf(engine.dead)).map(({ job }) => job).filter(({ lane }) => sideIn(lane) !== -1)
    mustBe(
      'the dead',
      dead,
      model.graves.map((number) => jobIn(real, number)),
    )
  }
  for (const { number, lease } of held.filter(({ isLive }) => isLive)) {
    const { isCancelled } = modelled(model, number)
    const isTold = await lookUntil(
      trial,
      () => lease.cancelled.aborted,
      (is) => is === isCancelled,
    )
    mustBe('whether the worker is told that its job is cancelled', isTold, isCancelled)
    mustBe('whether a live lease is lost', lease.lost.aborted, false)
  }
}

type Command = fc.AsyncCommand<Model, Real>
const command = (
  name: string,
  run: (model: Model, real: Real) => Promise<void>,
  check: (model: Readonly<Model>) => boolean = () => true,
): Command => ({
  check,
  run: async (model, real) => {
    await run(model, real)
    await compare(model, real)
  },
  toString: () => name,
})

const submit = (numbers: readonly number[], by: Side): Command =>
  command(`submit ${numbers.join()}`, async (model, real) => {
    const admitted = await answerOf(real.engines[by].submit(numbers.map((number) => jobIn(real, number))))
    const right = numbers.map((number) => {
      const isNew = modelled(model, number).state === 'absent'
      if (isNew) {
        put(model, number, { ...nothing, state: 'waiting' })
        toBack(model, number)
      }
      return isNew
    })
    mustBe(
      'what is new',
      admitted.map(({ isNew }) => isNew),
      right,
    )
  })

const take = (side: Side, by: Side): Command =>
  command(`take of ${side}`, async (model, real) => {
    const lease = await answerOf(real.engines[by].work(real.lanes[side], `w${by}`))
    const [next = []] = model.lines[side]
    if (lease === null) return mustBe('who waits where nobody is taken', next, [])
    const number = next.find((one) => jobIn(real, one).id === lease.job.id)
    mustBe('the job that is taken', lease.job, jobIn(real, number ?? next[0] ?? -1))
    if (number === undefined) return
    mustBe('its losses', lease.losses, modelled(model, number).losses)
    fromLine(model, number)
    put(model, number, { state: 'running' })
    real.held.push({ number, lease, isLive: true })
  })

const ends = ['finish', 'giveBack', 'bury'] as const
type End = (typeof ends)[number]

/** Ends one of all leases that ever were: a live one is ended, any other is lost and changes nothing. */
const end = (pick: number, how: End): Command =>
  command(`${how} of lease ${pick}`, async (model, real) => {
    const one = real.held[pick % Math.max(1, real.held.length)]
    if (one === undefined) return
    const { number, lease } = one
    const ending = how === 'bury' ? lease.bury(letterOf(lease.job, ++real.graveTime)) : lease[how]
    if (!one.isLive)
      return mustBe(`${how} of a lost lease`, await failureOf(ending), { _tag: 'LeaseLost', job: lease.job.id })
    await answerOf(ending)
    one.isLive = false
    if (how === 'finish') return put(model, number, nothing)
    put(model, number, { state: how === 'bury' ? 'dead' : 'waiting' })
    if (how === 'bury') model.graves = [...model.graves, number]
    else toFront(model, [number])
  })

const cancel = (number: number, by: Side): Command =>
  command(`cancel of ${number}`, async (model, real) => {
    const { state } = modelled(model, number)
    const right = state === 'waiting' ? 'removed' : state === 'running' ? 'told' : 'absent'
    mustBe('cancel', await answerOf(real.engines[by].cancel(placeOf(jobIn(real, number)))), right)
    if (right === 'told') put(model, number, { isCancelled: true })
    if (right !== 'removed') return
    put(model, number, nothing)
    fromLine(model, number)
  })

const retry = (number: number, by: Side): Command =>
  command(`retry of ${number}`, async (model, real) => {
    const isDead = modelled(model, number).state === 'dead'
    mustBe('retry', await answerOf(real.engines[by].retry(placeOf(jobIn(real, number)))), isDead)
    if (!isDead) return
    put(model, number, { ...nothing, state: 'waiting' })
    toBack(model, number)
    model.graves = model.graves.filter((other) => other !== number)
  })

/** Every live lease is lost, or every other. */
const lose = (every: 1 | 2): Command =>
  command(
    `loss of every ${every}`,
    async (model, real) => {
      const lost = real.held.filter(({ isLive }) => isLive).filter((_, i) => i % every === 0)
      if (lost.length === 0) return
      model.lossesLeft -= 1
      for (const { lease } of lost) await real.trial.loseWorker(lease)
      await real.trial.untilLost()
      for (const one of lost) {
        one.isLive = false
        put(model, one.number, { state: 'waiting', losses: modelled(model, one.number).losses + 1 })
      }
      toFront(
        model,
        lost.map(({ number }) => number),
      )
    },
    ({ lossesLeft }) => lossesLeft > 0,
  )

const numbers = fc.nat(mostJobs - 1)
const sides = fc.constantFrom<Side[]>(0, 1)
const takes = fc.tuple(sides, sides).map(([side, by]) => take(side, by))
const endings = fc.tuple(fc.nat(30), fc.constantFrom(...ends)).map(([pick, how]) => end(pick, how))

/** Any commands, of which taking and ending come most often. */
export const commands = [
  fc.tuple(fc.array(numbers, { minLength: 1, maxLength: 5 }), sides).map(([all, by]) => submit(all, by)),
  takes,
  takes,
  takes,
  endings,
  endings,
  fc.tuple(numbers, sides).map(([number, by]) => cancel(number, by)),
  fc.tuple(numbers, sides).map(([number, by]) => retry(number, by)),
  fc.constantFrom<(1 | 2)[]>(1, 2).map(lose),
]
