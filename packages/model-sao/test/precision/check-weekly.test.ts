import { mkdir, mkdtemp, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { checkWeekly } from '../../src/precision/check-weekly.js'

const folder = await mkdtemp(join(tmpdir(), 'sigmastream-look-'))
afterAll(() => rm(folder, { recursive: true, force: true }))
const file = join(folder, 'weights')
const DAY = 24 * 3_600_000

/** A clock that stands still, so that a slow machine changes nothing. */
let written = 0

/** How many looks were needed at these times after the file was written, in milliseconds. */
const looksAt = async (...times: readonly number[]): Promise<number> => {
  let looks = 0
  for (const time of times)
    await checkWeekly(
      file,
      async () => {
        looks++
        return true
      },
      () => written + time,
    )
  return looks
}

beforeEach(async () => {
  await rm(`${file}.last-check`, { recursive: true, force: true })
  await writeFile(file, 'content')
  written = Date.now()
})

describe('checkWeekly', () => {
  it('looks once a week at a file that nobody touches', async () => {
    expect(await looksAt(DAY, 2 * DAY, 7 * DAY)).toBe(1)
    expect(await looksAt(8 * DAY + 1, 9 * DAY)).toBe(1)
  })

  it('looks again where the clock went back', async () => {
    expect(await looksAt(DAY, 0)).toBe(2)
  })

  it('looks again at other bytes of the same length, though their time was set back', async () => {
    const then = new Date('2020-01-01')
    await utimes(file, then, then)
    expect(await looksAt(DAY, DAY)).toBe(1)
    const changedAt = async () => (await stat(file, { bigint: true })).ctimeNs
    const before = await changedAt()
    // by a coarse clock it is the same time for some milliseconds
    do {
      await writeFile(file, 'CONTENT')
      await utimes(file, then, then)
    } while ((await changedAt()) === before)
    expect(await looksAt(DAY)).toBe(1)
  })

  it('remembers nothing of a file that was written just now: another change could have the same time', async () => {
    expect(await looksAt(0, 0)).toBe(2)
    expect(await readdir(folder)).toEqual(['weights'])
  })

  it('remembers nothing of a look that found a fault', async () => {
    const fault = () =>
      checkWeekly(
        file,
        async () => false,
        () => written + DAY,
      )
    expect([await fault(), await fault()]).toEqual([false, false])
    expect(await looksAt(DAY)).toBe(1)
  })

  it.each(['', '{"file":1}', '[', '{"file":"x","at":1e300}'])('does not believe a record of %j', async (record) => {
    await writeFile(`${file}.last-check`, record)
    expect(await looksAt(DAY)).toBe(1)
  })

  it('looks each time where nothing can be remembered', async () => {
    await mkdir(`${file}.last-check`)
    expect(await looksAt(DAY, DAY)).toBe(2)
  })
})
