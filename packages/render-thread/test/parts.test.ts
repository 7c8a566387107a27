import { describe, expect, it } from 'vitest'
import { chainSteps } from '../src/thread/chain-steps.js'
import { nameOfResult } from '../src/thread/result-name.js'
import { helm } from '../src/thread/steer.js'

it.each([
  ['denoise > score > eulerStep', ['denoise', 'score', 'eulerStep']],
  ['when(a > b) > c', ['when(a > b)', 'c']],
  ['one', ['one']],
])('the steps of the chain %s', (name, steps) => expect(chainSteps(name)).toEqual(steps))

it.each([
  [
    { command: 'inpaint', input: 'my take.flac', seed: 7, regions: [], feather: 0, paintStart: null, paintEnd: null },
    'my-take-inpaint-7.wav',
  ],
  [{ command: 'generate', prompt: '../../etc/passwd' }, 'passwd-generate.wav'],
  [{ command: 'loop', input: '...' }, 'sound-loop.wav'],
] as const)('a result is saved as the name of what it was made of', (recipe, name) =>
  expect(nameOfResult(recipe, 'wav')).toBe(name),
)

describe('a run at the helm', () => {
  it('waits where it is held, until it is let go, or stopped', async () => {
    const at = helm(() => 0)
    const stop = new AbortController()
    const told: string[] = []
    await at.ready(stop.signal)
    at.turn({ paused: true, pace: 0 })
    const held = at.ready(stop.signal).then(() => told.push('went on'))
    await new Promise((resolve) => setTimeout(resolve, 5))
    expect(told).toEqual([])
    at.turn({ paused: false, pace: 0 })
    await held
    at.turn({ paused: true, pace: 0 })
    const stopped = at.ready(stop.signal).then(() => told.push('stopped'))
    stop.abort()
    await stopped
    expect(told).toEqual(['went on', 'stopped'])
  })

  it('takes a step no sooner than its pace says', async () => {
    let time = 0
    const at = helm(() => time)
    at.turn({ paused: false, pace: 0.002 })
    const ready = at.ready(new AbortController().signal).then(() => time)
    time = 1
    setTimeout(() => (time = 2), 1)
    expect(await ready).toBe(2)
  })
})
