import fc from 'fast-check'
import { expect } from 'vitest'
import type { Engine, Job, Lane, Lease } from '../../src/index.js'
import { answerOf, failureOf, jobOf, laneOf, letterOf, placeOf } from './samples.js'
import { type ContractLaw, lookUntil, type Trial } from './trial.js'

/** What a job is in the model. */
interface Modelled {
  readonly state: 'absent' | 'waiting' | 'running' | 'dead'
  readonly losses: number
  readonly isCancelled: boolean
}

/**
 * Jobs by their number. A line has those that wait in one lane: of a group any is next, where several were lost at
 * once; `graves` has the dead, the oldest first.
 */
interface Model {
  jobs: ReadonlyMap<number, Modelled>
  lines: readonly [readonly (readonly number[])[], readonly (readonly number[])[]]
  graves: readonly number[]
  lossesLeft: number
}

/** A lease that a worker believes to have; `isLive` as the model has it. */
interface Held {
  readonly number: number
  readonly lease: Lease
  isLive: boolean
}

/** The two lanes of a sequence, which no other sequence has. */
type Lanes = readonly [Lane, Lane]

/** The engines, which are two processes, and everything that was ever taken. */
interface Real {
  readonly trial: Trial
  readonly lanes: Lanes
  readonly engines: readonly [Engine, Engine]
  readonly held: Held[]
  graveTime: number
}

type Side = 0 | 1
const mostJobs = 6
const sideOf = (number: number): Side => (number % 2 === 0 ? 0 : 1)
/** Jobs 0 and 1 are one job in two lanes. */
const jobIn = (lanes: Lanes, number: number): Job => jobOf(number < 2 ? 0 : number, lanes[sideOf(number)])
const nothing: Modelled = { state: 'absent', losses: 0, isCancelled: false }

const modelled = (model: Model, number: number): Modelled => model.jobs.get(number) ?? nothing
const put = (model: Model, number: number, change: Partial<Modelled>): void => {
  model.jobs = new Map([...model.jobs, [number, { ...modelled(model, number), ...change }]])
}
const setLine = (model: Model, side: Side, line: readonly (readonly number[])[]): void => {
  model.lines = side === 0 ? [line, model.lines[1]] : [model.lines[0], line]
}
const toFront = (model: Model, numbers: readonly number[]): void => {
  for (const side of [0, 1] as const) {
    const group = numbers.filter((number) => sideOf(number) === side)
    if (group.length > 0) setLine(model, side, [group, ...model.lines[side]])
  }
}
const toBack = (model: Model, number: number): void =>
  setLine(model, sideOf(number), [...model.lines[sideOf(number)], [number]])
const fromLine = (model: Model, number: number): void => {
  const side = sideOf(number)
  const rest = model.lines[side].map((group) => group.filter((other) => other !== number))
  setLine(
    model,
    side,
    rest.filter((group) => group.length > 0),
  )
}

/** What an engine says of these lanes, in one order. */
const counted = async (engine: Engine, lanes: Lanes) =>
  (await answerOf(engine.lanes))
    .filter(({ lane: { submitter } }) => lanes.some((lane) => lane.submitter === submitter))
    .map(({ lane, waiting, running, dead }) => [lane, waiting, running, dead] as const)
    .toSorted(([one], [other]) => (one.submitter < other.submitter ? -1 : 1))

const countOf = (model: Model, lanes: Lanes) =>
  ([0, 1] as const).flatMap((side) => {
    const all = [...model.jobs].filter(([number]) => sideOf(number) === side)
    const [waiting, running, dead] = (['waiting', 'running', 'dead'] as const).map(
      (state) => all.filter(([, one]) => one.state === state).length,
    )
    return waiting === 0 && running === 0 && dead === 0 ? [] : [[lanes[side], waiting, running, dead]]
  })

/** Whether the engine is where its model is: every job in one place, and nobody told what does not concern him. */
const compare = async (model: Model, { trial, lanes, engines, held }: Real): Promise<void> => {
  for (const engine of engines) {
    expect(await counted(engine, lanes)).toEqual(countOf(model, lanes))
    const dead = (await answerOf(engine.dead)).map((letter) => letter.job)
    expect(dead.filter(({ lane: { submitter } }) => lanes.some((lane) => lane.submitter === submitter))).toEqual(
      model.graves.map((number) => jobIn(lanes, number)),
    )
  }
  for (const { number, lease, isLive } of held) {
    if (!isLive) continue
    const { isCancelled } = modelled(model, number)
    expect(
      await lookUntil(
        trial,
        () => lease.cancelled.aborted,
        (is) => is === isCancelled,
      ),
    ).toBe(isCancelled)
    expect(lease.lost.aborted).toBe(false)
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
    const admitted = await answerOf(real.engines[by].submit(numbers.map((number) => jobIn(real.lanes, number))))
    const expected = numbers.map((number) => {
      const isNew = modelled(model, number).state === 'absent'
      if (isNew) {
        put(model, number, { ...nothing, state: 'waiting' })
        toBack(model, number)
      }
      return { id: jobIn(real.lanes, number).id, isNew }
    })
    expect(admitted).toEqual(expected)
  })

const take = (side: Side, by: Side): Command =>
  command(`take ${side}`, async (model, real) => {
    const lease = await answerOf(real.engines[by].work(real.lanes[side], `w${by}`))
    const [next = []] = model.lines[side]
    if (lease === null) return expect(next).toEqual([])
    const number = next.find((one) => jobIn(real.lanes, one).id === lease.job.id) ?? -1
    expect(next.map((one) => jobIn(real.lanes, one))).toContainEqual(lease.job)
    fromLine(model, number)
    put(model, number, { state: 'running' })
    expect([number, lease.losses]).toEqual([number, modelled(model, number).losses])
    real.held.push({ number, lease, isLive: true })
  })

const ends = ['finish', 'giveBack', 'bury'] as const
type End = (typeof ends)[number]
const endBy = (how: End, { lease }: Held, real: Real) =>
  how === 'bury' ? lease.bury(letterOf(lease.job, ++real.graveTime)) : lease[how]

/** Ends one of all leases that ever were: a live one is ended, any other is lost and changes nothing. */
const end = (pick: number, how: End): Command =>
  command(`${how} ${pick}`, async (model, real) => {
    const one = real.held[pick % Math.max(1, real.held.length)]
    if (one === undefined) return
    if (!one.isLive) {
      expect(await failureOf(endBy(how, one, real))).toEqual({ _tag: 'LeaseLost', job: one.lease.job.id })
      return
    }
    await answerOf(endBy(how, one, real))
    one.isLive = false
    if (how === 'finish') put(model, one.number, nothing)
    if (how === 'bury') {
      put(model, one.number, { state: 'dead' })
      model.graves = [...model.graves, one.number]
    }
    if (how === 'giveBack') {
      put(model, one.number, { state: 'waiting' })
      toFront(model, [one.number])
    }
  })

const cancel = (number: number, by: Side): Command =>
  command(`cancel ${number}`, async (model, real) => {
    const { state } = modelled(model, number)
    const cancellation = state === 'waiting' ? 'removed' : state === 'running' ? 'told' : 'absent'
    expect(await answerOf(real.engines[by].cancel(placeOf(jobIn(real.lanes, number))))).toBe(cancellation)
    if (cancellation === 'told') put(model, number, { isCancelled: true })
    if (cancellation !== 'removed') return
    put(model, number, nothing)
    fromLine(model, number)
  })

const retry = (number: number, by: Side): Command =>
  command(`retry ${number}`, async (model, real) => {
    const isDead = modelled(model, number).state === 'dead'
    expect(await answerOf(real.engines[by].retry(placeOf(jobIn(real.lanes, number))))).toBe(isDead)
    if (!isDead) return
    put(model, number, { ...nothing, state: 'waiting' })
    toBack(model, number)
    model.graves = model.graves.filter((other) => other !== number)
  })

/** Loses every other live lease, or every one. */
const lose = (every: Side): Command =>
  command(
    `lose ${every}`,
    async (model, real) => {
      const lost = real.held.filter(({ isLive }) => isLive).filter((_, i) => every === 0 || i % 2 === 0)
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
const commands = [
  fc.tuple(fc.array(numbers, { minLength: 1, maxLength: 5 }), sides).map(([all, by]) => submit(all, by)),
  takes,
  takes,
  takes,
  endings,
  endings,
  fc.tuple(numbers, sides).map(([number, by]) => cancel(number, by)),
  fc.tuple(numbers, sides).map(([number, by]) => retry(number, by)),
  sides.map(lose),
]

let sequences = 0

/** Laws of any commands in any order: each sequence has lanes of its own. */
export const modelLaws: readonly ContractLaw[] = [
  {
    name: 'whatever is asked, in whatever order, every job is in one place: it waits, runs, is dead, or is over',
    holds: async (trial, { runs, commands: maxCommands, losses }) => {
      const engines = [trial.engine, await trial.another()] as const
      await fc.assert(
        fc.asyncProperty(fc.commands(commands, { maxCommands, size: 'max' }), async (all) => {
          sequences += 1
          const lanes = [laneOf(`anna-${sequences}`), laneOf(`ben-${sequences}`, { priority: 'high' })] as const
          const real: Real = { trial, lanes, engines, held: [], graveTime: 0 }
          const model: Model = { jobs: new Map(), lines: [[], []], graves: [], lossesLeft: losses }
          await fc.asyncModelRun(() => ({ model, real }), all)
        }),
        { numRuns: runs },
      )
    },
  },
]
