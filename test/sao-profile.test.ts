import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { sharesIn } from '../benchmarks/sao/profile/shares.mjs'

const run = (ts: number, dur: number) => ({ cat: 'Session', name: 'model_run', ts, dur })
const operator = (op_name: string, ts: number, dur: number) => ({
  cat: 'Node',
  name: `/a/${op_name}_kernel_time`,
  ts,
  dur,
  args: { op_name },
})

it('the shares of a profile are of the second of two times, over all sessions that ran in both', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sigmastream-shares-'))
  const profiles = [
    // Twice, of which the first is slow, as a first time is.
    [run(0, 900), operator('MatMul', 10, 800), run(1000, 100), operator('MatMul', 1010, 60), operator('Add', 1080, 20)],
    // In two stretches each time.
    [run(0, 9), operator('Add', 1, 9), run(10, 9), run(20, 50), operator('Add', 25, 40), run(80, 50)],
    // Once only: a part of neither.
    [run(0, 5000), operator('Gather', 10, 4000)],
  ]
  profiles.forEach((events, i) => {
    writeFileSync(join(folder, `${i}.json`), JSON.stringify(events))
  })
  const shares = sharesIn(folder)
  rmSync(folder, { recursive: true })
  expect(shares.map(({ name, count }) => [name, count])).toEqual([
    ['between operators', 0],
    ['MatMul', 1],
    ['Add', 2],
  ])
  expect(shares.map(({ share }) => share)).toEqual([0.4, 0.3, 0.3])
  expect(shares.find(({ name }) => name === 'MatMul')?.seconds).toBe(60e-6)
})
