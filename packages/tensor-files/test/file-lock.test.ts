import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { either as E } from 'fp-ts'
import { afterAll, expect, it } from 'vitest'
import { takeLock } from '../src/file-lock.js'

const folder = mkdtempSync(join(tmpdir(), 'sigmastream-lock-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const held = async (path: string, note = '') => {
  const taken = await takeLock(path, note)
  if (E.isLeft(taken)) throw new Error(`held by ${taken.left.pid}`)
  return taken.right
}

it('one has a lock at a time, and whoever wants it is told who', async () => {
  const path = join(folder, 'one.lock')
  const first = await held(path, 'at 4774')
  expect(await takeLock(path)).toEqual(E.left({ host: hostname(), pid: process.pid, note: 'at 4774' }))
  await first.release()
  await (await held(path)).release()
  expect(readdirSync(folder)).toEqual([])
})

it('a lock whose process was killed is taken over, by one of many that want it', async () => {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'])
  const exited = new Promise((resolve) => child.once('exit', resolve))
  const path = join(folder, 'two.lock')
  writeFileSync(path, `${hostname()}\n${child.pid}\nat 4775\n`)
  expect(await takeLock(path)).toEqual(E.left({ host: hostname(), pid: child.pid, note: 'at 4775' }))
  child.kill('SIGKILL')
  await exited
  const all = await Promise.all(Array.from({ length: 8 }, (_, n) => takeLock(path, String(n))))
  const winners = all.filter(E.isRight)
  expect(winners).toHaveLength(1)
  await winners[0]?.right.release()
  expect(readdirSync(folder)).toEqual([])
})

it('a lock that nobody has touched for a minute is nobody’s, on whatever machine; one that is touched is', async () => {
  const path = join(folder, 'three.lock')
  writeFileSync(path, 'elsewhere\n1\nat 4776\n')
  expect(await takeLock(path)).toMatchObject({ left: { host: 'elsewhere', pid: 1 } })
  const before = (Date.now() - 61_000) / 1000
  utimesSync(path, before, before)
  await (await held(path)).release()
})

it('a lock with the number of this process that is older than it was another’s', async () => {
  const path = join(folder, 'four.lock')
  writeFileSync(path, `${hostname()}\n${process.pid}\n`)
  expect(E.isLeft(await takeLock(path))).toBe(true)
  const before = (Date.now() - process.uptime() * 1000 - 2000) / 1000
  utimesSync(path, before, before)
  await (await held(path)).release()
})
