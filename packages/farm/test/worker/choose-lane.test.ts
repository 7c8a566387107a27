import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { LaneCount } from '../../src/engine/engine.js'
import type { Lane, Priority } from '../../src/job/lane.js'
import { chooseLane, mostInRow } from '../../src/worker/choose-lane.js'
import { afterTaking, noTurns, type Turns } from '../../src/worker/turns.js'

const priorities: readonly Priority[] = ['high', 'normal', 'low']
const models = ['small', 'large', 'exemplar']
/** What a worker takes a job of unknown size for. */
const estimates: Readonly<Record<string, number>> = { small: 2, large: 8, exemplar: 1 }
const needOf = (model: string): number => estimates[model] ?? Infinity
const bytesOf = ({ need }: Lane): number => need.memory ?? needOf(need.model)

const anyLane = fc.record<Lane>({
  need: fc.record({ model: fc.constantFrom(...models), memory: fc.constantFrom(null, 1, 2, 4, 8) }),
  priority: fc.constantFrom(...priorities),
  submitter: fc.constantFrom('ada', 'ben', 'cleo'),
})

const nameOf = ({ need, priority, submitter }: Lane): string => JSON.stringify([need, priority, submitter])
const lanesOf = (most: number, lane = anyLane) =>
  fc.uniqueArray(lane, { selector: nameOf, minLength: 1, maxLength: most })

interface Line {
  readonly lane: Lane
  waiting: number
}

const countsOf = (lines: readonly Line[]): readonly LaneCount[] =>
  lines.map(({ lane, waiting }) => ({ lane, waiting, running: 0, dead: 0 }))

/** A worker of one place that makes jobs at once: what it took, in order. */
const worker = (here: readonly string[] = models, free = 8) => {
  let [loaded, inRow, turns]: [string | null, number, Turns] = [null, 0, noTurns]
  return {
    room: () => ({ models: here, free, needOf, loaded, inRow, turns }),
    take: (lines: readonly Line[]): Lane | null => {
      const lane = chooseLane(countsOf(lines), { models: here, free, needOf, loaded, inRow, turns })
      if (lane === null) return null
      inRow = lane.need.model === loaded ? inRow + 1 : 1
      loaded = lane.need.model
      turns = afterTaking(turns, lane)
      const line = lines.find((one) => nameOf(one.lane) === nameOf(lane))
      if (line !== undefined) line.waiting -= 1
      return lane
    },
  }
}

const taken = (lines: readonly Line[], { take }: ReturnType<typeof worker>): readonly Lane[] => {
  const all: Lane[] = []
  for (let lane = take(lines); lane !== null; lane = take(lines)) all.push(lane)
  return all
}

const linesOf = (lane: fc.Arbitrary<Lane>) =>
  lanesOf(8, lane).chain((lanes) =>
    fc
      .array(fc.integer({ min: 0, max: 40 }), { minLength: lanes.length, maxLength: lanes.length })
      .map((waiting) => lanes.map((one, at): Line => ({ lane: one, waiting: waiting[at] ?? 0 }))),
  )
const anyLines = linesOf(anyLane)
const normalLane = anyLane.map((lane): Lane => ({ ...lane, priority: 'normal' }))

it('a worker takes all that fits, nothing that does not, and nothing before what is wanted sooner', () => {
  const some = fc.record({ lines: anyLines, here: fc.subarray(models), free: fc.integer({ min: 0, max: 8 }) })
  fc.assert(
    fc.property(some, ({ lines, here, free }) => {
      const fits = (lane: Lane): boolean => here.includes(lane.need.model) && bytesOf(lane) <= free
      const expected = lines.filter(({ lane }) => fits(lane)).reduce((sum, { waiting }) => sum + waiting, 0)
      const all = taken(lines, worker(here, free))
      expect(all.every(fits)).toBe(true)
      expect(all).toHaveLength(expected)
      const ranks = all.map(({ priority }) => priorities.indexOf(priority))
      expect(ranks).toEqual(ranks.toSorted((one, other) => one - other))
    }),
    { numRuns: 60 },
  )
})

it('no lane starves: where all are filled up again, each has its turn in a bounded number of jobs', () => {
  fc.assert(
    fc.property(lanesOf(6, normalLane), (lanes) => {
      const lines = lanes.map((lane): Line => ({ lane, waiting: 5 }))
      const { take } = worker()
      // as many rounds of all models as the lanes of one model may need, each lane being one of a submitter's turns
      const most = models.length * mostInRow * (lanes.length * lanes.length + 1)
      const last = new Map(lanes.map((lane) => [nameOf(lane), 0]))
      let longest = 0
      for (let job = 1; job <= 2 * most; job++) {
        const lane = take(lines)
        if (lane === null) throw new Error('nothing was taken where something waits')
        last.set(nameOf(lane), job)
        for (const line of lines) line.waiting = 5
        for (const at of last.values()) longest = Math.max(longest, job - at)
      }
      expect(longest).toBeLessThanOrEqual(most)
    }),
    { numRuns: 8 },
  )
})

it('submitters take turns: their counts differ by one at the most while both wait, whatever else is there', () => {
  const some = fc.record({
    counts: fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 2, maxLength: 3 }),
    others: anyLines,
  })
  fc.assert(
    fc.property(some, ({ counts, others }) => {
      const lines = counts.map(
        (waiting, at): Line => ({
          lane: { need: { model: 'mine', memory: 1 }, priority: 'normal', submitter: `s${at}` },
          waiting,
        }),
      )
      const { take } = worker([...models, 'mine'])
      const had = counts.map(() => 0)
      let apart = 0
      for (let lane = take([...lines, ...others]); lane !== null; lane = take([...lines, ...others])) {
        const at = lines.findIndex((line) => line.lane.submitter === lane?.submitter && lane.need.model === 'mine')
        if (at >= 0) had[at] = (had[at] ?? 0) + 1
        const waits = had.filter((_, one) => (lines[one]?.waiting ?? 0) > 0)
        apart = Math.max(apart, ...waits.map((one) => one - Math.min(...waits)))
      }
      expect(apart).toBeLessThanOrEqual(1)
    }),
    { numRuns: 40 },
  )
})

it('a submitter with a thousand jobs and one with ten alternate', () => {
  const line = (submitter: string, waiting: number): Line => ({
    lane: { need: { model: 'exemplar', memory: null }, priority: 'normal', submitter },
    waiting,
  })
  const { take } = worker()
  const lines = [line('thousand', 1000), line('ten', 10)]
  const first = Array.from({ length: 22 }, () => take(lines)?.submitter)
  expect(first).toEqual([...Array.from({ length: 10 }, () => ['ten', 'thousand']).flat(), 'thousand', 'thousand'])
})

it('a model stays loaded for its turn, gives way after it, and is left early only where nothing of it waits', () => {
  fc.assert(
    fc.property(linesOf(normalLane), (lines) => {
      const { take } = worker()
      let [model, inRow]: [string | null, number] = [null, 0]
      const rows: { readonly longest: number[]; readonly left: number[] } = { longest: [], left: [] }
      const waits = (isOf: (lane: Lane) => boolean): boolean =>
        lines.some(({ lane, waiting }) => waiting > 0 && bytesOf(lane) <= 8 && isOf(lane))
      for (;;) {
        const ownWaits = waits(({ need }) => need.model === model)
        const othersWait = waits(({ need }) => need.model !== model)
        const lane = take(lines)
        if (lane === null) break
        const stays = lane.need.model === model
        if (!stays && ownWaits) rows.left.push(inRow)
        inRow = stays ? inRow + 1 : 1
        if (stays && othersWait) rows.longest.push(inRow)
        model = lane.need.model
      }
      expect(rows.left.every((length) => length === mostInRow)).toBe(true)
      expect(Math.max(0, ...rows.longest)).toBeLessThanOrEqual(mostInRow)
    }),
    { numRuns: 60 },
  )
})

it('the choice does not hang on the order that lanes are listed in', () => {
  fc.assert(
    fc.property(anyLines, (lines) => {
      const { room } = worker()
      expect(chooseLane(countsOf(lines.toReversed()), room())).toEqual(chooseLane(countsOf(lines), room()))
    }),
    { numRuns: 40 },
  )
})
