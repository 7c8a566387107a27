import { expect, it } from 'vitest'
import { linesOfPhases, MOMENTS, phasesIn } from '../benchmarks/sao/phases/phases.mjs'

const spawned = 1_000_000
const moment = (seconds: number, what: string, more: object = {}) => ({ what, at: spawned + 1000 * seconds, ...more })
const told = (moments: readonly object[]): string => `${MOMENTS}${JSON.stringify(moments)}`

const working = [
  moment(0.25, 'thread'),
  moment(1, 'started', { session: 0 }),
  moment(1.5, 'started', { session: 1 }),
  moment(2, 'opened', { session: 1, inputs: ['embedded float32 [1]'] }),
  moment(2, 'asked', { session: 1 }),
  moment(2.25, 'answered', { session: 1 }),
  moment(3, 'opened', { session: 0, inputs: ['x float32 [1]', 'branches int64 [1]'] }),
  moment(3, 'asked', { session: 0 }),
  moment(4, 'answered', { session: 0 }),
  moment(4, 'asked', { session: 0 }),
  moment(5, 'answered', { session: 0 }),
  moment(5.5, 'closing', { session: 0 }),
  moment(6, 'closed', { session: 0 }),
  moment(6, 'over'),
]

it('the phases of a clip are those of its sessions by name, in the order in which they begin, from its start to its end', () => {
  const stderr = ['step 1/2', told([moment(0.1, 'thread'), moment(6.5, 'over')]), told(working), 'peak 3'].join('\n')
  const phases = phasesIn(stderr, spawned)
  expect(phases.map(({ name, from, to, runs = 0 }) => [name, from, to, runs])).toEqual([
    ['program starts', 0, 0.25, 0],
    ['modules load, the model is looked at', 0.25, 1, 0],
    ['transformer opens', 1, 3, 0],
    ['text encoder opens', 1.5, 2, 0],
    ['text encoder runs', 2, 2.25, 1],
    ['transformer runs', 3, 5, 2],
    ['sound is written, program ends', 5, 6.5, 0],
    ['transformer closes', 5.5, 6, 0],
  ])
  const lines = linesOfPhases(phases)
  expect(lines).toContain('transformer runs, 2 times             3.00  5.00  2.00 s')
  expect(new Set(lines.map(({ length }) => length)).size).toBe(1)
})

it('there are no phases of a program that opened no session', () => {
  expect(phasesIn(told([moment(0, 'thread'), moment(1, 'over')]), spawned)).toEqual([])
  expect(phasesIn('', spawned)).toEqual([])
})
