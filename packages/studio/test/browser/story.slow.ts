import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Audio, readAudio } from '@sigmastream/audio'
import { either as E } from 'fp-ts'
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loudnessOf } from '../../src/look/loudness/loudness.js'
import { complaintsOf, openBrowser, openContext, withChromium } from './browser.js'
import { dropFile } from './drop.js'
import { lastHeard, listen, timesHeard } from './ears.js'
import { freePort, type RunningStudio, startStudio } from './studio.js'

const recording = fileURLToPath(new URL('../../../../examples/audio/tabla.flac', import.meta.url))

const audioIn = async (path: string): Promise<Audio> => {
  const audio = await readAudio(path)()
  if (E.isLeft(audio)) throw new Error(`${path}: ${audio.left._tag}`)
  return audio.right
}

/** The largest difference between two sounds from one second to another. */
const mostApart = (one: ArrayLike<number>, other: ArrayLike<number>, from = 0, to = one.length): number => {
  let most = one.length === other.length ? 0 : Number.POSITIVE_INFINITY
  for (let i = from; i < to; i++) most = Math.max(most, Math.abs((one[i] ?? 0) - (other[i] ?? 0)))
  return most
}

describe('the studio in a browser, from the file that is dropped to the file that is taken home', withChromium, () => {
  let [home, folder] = ['', '']
  let [studio, browser, context, page]: [RunningStudio?, Browser?, BrowserContext?, Page?] = []
  let complaints: readonly string[] = []

  const at = (): Page => {
    if (page === undefined) throw new Error('no page is open')
    return page
  }
  const button = (name: string | RegExp): Locator => at().getByRole('button', { name, exact: typeof name === 'string' })
  const card = (name: string): Locator => at().getByRole('article', { name, exact: true })
  const ways = (name: string): Locator => at().getByRole('group', { name: `From ${name}`, exact: true })
  const mustBeSeen = (where: Locator): Promise<void> => where.waitFor({ timeout: 150_000 })
  const setting = async (name: string, value: string): Promise<void> => {
    const field = at().getByRole('region', { name: 'What is asked for' }).getByLabel(name, { exact: true })
    await field.fill(value)
    await field.press('Tab')
  }

  beforeAll(async () => {
    home = mkdtempSync(join(tmpdir(), 'sigmastream-studio-'))
    folder = join(home, 'studio')
    studio = await startStudio(folder, await freePort())
    browser = await openBrowser()
    context = await openContext(browser)
    page = await context.newPage()
    await listen(page)
    page.setDefaultTimeout(150_000)
    complaints = complaintsOf(page)
    await page.goto(studio.address)
  })

  afterAll(async () => {
    await browser?.close()
    await studio?.kill()
    rmSync(home, { recursive: true, force: true })
  })

  it('asks for a recording, and shows the one that is dropped', async () => {
    await mustBeSeen(at().getByRole('heading', { name: 'Drop a recording here' }))
    await dropFile(at(), recording)
    await mustBeSeen(at().getByRole('heading', { name: 'tabla.flac' }))
    await mustBeSeen(at().getByText('8 s, FLAC, 44.1 kHz, mono'))
    await mustBeSeen(at().getByRole('img', { name: /^Waveform of the recording/ }))
  })

  it('a drag marks a part, and its ends can be said exactly', async () => {
    const wave = at().getByRole('img', { name: /^Waveform of the recording/ })
    const box = await wave.boundingBox()
    if (box === null) throw new Error('the waveform is not seen')
    // behind the end of the eight seconds is room to drag past it, a sixteenth part or so
    const place = (seconds: number): [number, number] => [box.x + (box.width * seconds) / 8.48, box.y + box.height / 2]
    await at().mouse.move(...place(2.5))
    await at().mouse.down()
    await at().mouse.move(...place(3.4), { steps: 5 })
    await at().mouse.move(...place(4.2), { steps: 5 })
    await at().mouse.up()
    const [from, to] = [at().getByLabel('Part 1 begins, in seconds'), at().getByLabel('Part 1 ends, in seconds')]
    await mustBeSeen(from)
    expect(Math.abs(Number(await from.inputValue()) - 2.5)).toBeLessThan(0.15)
    expect(Math.abs(Number(await to.inputValue()) - 4.2)).toBeLessThan(0.15)
    await from.fill('3')
    await from.press('Tab')
    await to.fill('4')
    await to.press('Tab')
    await at().reload()
    await mustBeSeen(from)
    expect([await from.inputValue(), await to.inputValue()]).toEqual(['3', '4'])
  })

  it('a take is held while it is made, its steps can be heard, and it is finished', async () => {
    await at().getByText('More settings').click()
    await setting('Steps', '16')
    await setting('Seed', '7')
    await button('Make a take').click()
    const making = at().getByRole('region', { name: 'A take that is being made' })
    await mustBeSeen(making)
    await mustBeSeen(making.getByRole('button', { name: /^Hear step/ }))
    await at().locator('body').press('p')
    await mustBeSeen(making.getByText('is held'))
    const [steps] = /of (\d+)/.exec(await making.innerText())?.slice(1) ?? []
    expect(steps).toBe('16')
    expect(await at().getByRole('progressbar').getAttribute('value')).toMatch(/^0\.\d+$/)
    const before = await timesHeard(at())
    await making.getByRole('button', { name: /^Hear step/ }).click()
    await expect.poll(() => timesHeard(at())).toBeGreaterThan(before)
    const preview = await lastHeard(at())
    expect(preview.sampleRate).toBe(44_100)
    expect(Math.abs((preview.channels[0]?.length ?? 0) - 8 * 44_100)).toBeLessThan(44_100)
    await making.getByText('Pace').click()
    const pace = making.getByRole('slider', { name: /^How long a step takes at least/ })
    await pace.fill('5')
    await mustBeSeen(making.getByText('5 s a step'))
    await making.getByRole('button', { name: 'Go on' }).click()
    await mustBeSeen(making.getByRole('button', { name: 'Pause' }))
    // the step under way ends, and the next one waits: in five seconds no two more are made
    const stepsDone = async () => Number(/step (\d+) of/.exec(await making.innerText())?.[1] ?? 0)
    const slowed = await stepsDone()
    await at().waitForTimeout(4000)
    expect((await stepsDone()) - slowed).toBeLessThanOrEqual(2)
    await pace.fill('0')
    await mustBeSeen(making.getByText('as fast as it goes'))
    await mustBeSeen(card('Take 1'))
    await making.waitFor({ state: 'detached' })
  })

  it('what is heard is the file, sample by sample, and outside the gap it is the recording', async () => {
    await card('Take 1').getByRole('button', { name: 'Hear Take 1' }).click()
    await mustBeSeen(at().getByRole('img', { name: /^Waveform of take 1/ }))
    const files: string[] = []
    for (const format of ['WAV', 'FLAC']) {
      const [download] = await Promise.all([
        at().waitForEvent('download'),
        ways('Take 1').getByRole('link', { name: format }).click(),
      ])
      const path = join(home, `take.${format.toLowerCase()}`)
      await download.saveAs(path)
      expect(download.suggestedFilename()).toMatch(format === 'WAV' ? /\.wav$/ : /\.flac$/)
      files.push(path)
    }
    const [wav, flac, original] = await Promise.all([...files, recording].map(audioIn))
    const heard = await lastHeard(at())
    const [inBrowser, inWav, inFlac, before] = [heard, wav, flac, original].map((sound) => sound?.channels[0] ?? [])
    expect(heard.sampleRate).toBe(wav?.sampleRate)
    // Chromium divides a positive sample of 16 bits by 32767, not 32768: less than one of their steps
    expect(mostApart(inBrowser ?? [], inWav ?? [])).toBeLessThan(2 ** -15)
    expect(mostApart(inFlac ?? [], inWav ?? [])).toBe(0)
    expect(mostApart(inWav ?? [], before ?? [], 0, 3 * 44_100)).toBe(0)
    expect(mostApart(inWav ?? [], before ?? [], 4 * 44_100)).toBe(0)
    expect(mostApart(inWav ?? [], before ?? [])).toBeGreaterThan(0.01)
  })

  it('a key goes from A to B at the same place and at equal loudness', async () => {
    await at().locator('body').press('0')
    await mustBeSeen(at().getByRole('img', { name: /^Waveform of the recording/ }))
    const a = await lastHeard(at())
    const before = await timesHeard(at())
    await at().locator('body').press('x')
    await expect.poll(() => timesHeard(at())).toBeGreaterThan(before)
    const b = await lastHeard(at())
    const [loud, other] = [a, b].map(loudnessOf)
    const [quieter = 0, louder = 0] = [loud ?? 0, other ?? 0].toSorted((one, two) => one - two)
    const gains = [a.gain, b.gain].toSorted((one, two) => two - one)
    expect(gains[0]).toBeCloseTo(1, 6)
    expect(20 * Math.log10(gains[1] ?? 0)).toBeCloseTo(quieter - louder, 3)
    // it goes round the gap and a second on both sides
    for (const { from } of [a, b]) expect(from).toBeGreaterThanOrEqual(2)
    for (const { from } of [a, b]) expect(from).toBeLessThan(5)
    expect(mostApart(a.channels[0] ?? [], b.channels[0] ?? [])).toBeGreaterThan(0.01)
  })

  it('a take is named and kept, and what was done can be undone and done again', async () => {
    await at().locator('body').press('r')
    await at().getByLabel('Name of the take').fill('the good one')
    await at().getByLabel('Name of the take').press('Enter')
    await mustBeSeen(card('the good one'))
    await at().locator('body').press('k')
    const keep = card('the good one').getByRole('button', { name: /^Keep/ })
    await expect.poll(() => keep.getAttribute('aria-pressed')).toBe('true')
    await at().locator('body').press('z')
    await expect.poll(() => keep.getAttribute('aria-pressed')).toBe('false')
    await at().locator('body').press('z')
    await mustBeSeen(card('Take 1'))
    await at().locator('body').press('y')
    await at().locator('body').press('y')
    await mustBeSeen(card('the good one'))
    await expect.poll(() => keep.getAttribute('aria-pressed')).toBe('true')
  })

  it('another seed is another take', async () => {
    await ways('the good one').getByRole('button', { name: 'Another seed' }).click()
    await mustBeSeen(card('Take 2'))
    const [one, two] = await Promise.all(
      ['the good one', 'Take 2'].map(async (name) => /seed (\d+)/.exec(await card(name).innerText())?.[1]),
    )
    expect(one).toBe('7')
    expect(two).toMatch(/^\d+$/)
    expect(two).not.toBe('7')
  })

  it('a take leaves another at a step, and one ends where it stands', async () => {
    const making = at().getByRole('region', { name: 'A take that is being made' })
    await setting('Seed', '8')
    await button('Make a take').click()
    await mustBeSeen(making.getByRole('button', { name: /^Hear step/ }))
    await at().locator('body').press('p')
    await mustBeSeen(making.getByText('is held'))
    await making.getByRole('button', { name: /^Fork from step \d/ }).click()
    await expect.poll(() => making.count()).toBe(2)
    await making.first().getByRole('button', { name: 'Stop here' }).click()
    const branches = at()
      .getByRole('article')
      .filter({ hasText: /Fill, from step \d+ of another/ })
    await mustBeSeen(branches.nth(1))
    await expect.poll(() => making.count()).toBe(0)
    expect(await branches.count()).toBe(2)
  })

  it('the result dropped on another page brings back what it was made of', async () => {
    if (browser === undefined || studio === undefined) throw new Error('nothing runs')
    const other = await openContext(browser)
    const second = await other.newPage()
    await second.goto(studio.address)
    await dropFile(second, join(home, 'take.flac'))
    await mustBeSeen(second.getByRole('heading', { name: 'tabla.flac' }))
    await mustBeSeen(second.getByLabel('Part 1 begins, in seconds'))
    expect(await second.getByLabel('Part 1 begins, in seconds').inputValue()).toBe('3')
    expect(await second.getByLabel('Part 1 ends, in seconds').inputValue()).toBe('4')
    await mustBeSeen(second.getByText('with the seed 7'))
    await mustBeSeen(second.getByRole('article', { name: 'Take 1', exact: true }))
    await other.close()
  })

  it('a page that is loaded again has lost nothing', async () => {
    await at().reload()
    await mustBeSeen(card('the good one'))
    expect(await card('the good one').getByRole('button', { name: /^Keep/ }).getAttribute('aria-pressed')).toBe('true')
    await mustBeSeen(card('Take 2'))
    await mustBeSeen(at().getByRole('img', { name: /^Waveform of the recording/ }))
    expect(await at().getByLabel('Part 1 begins, in seconds').inputValue()).toBe('3')
  })

  it('nothing went wrong on the way', () => {
    expect(complaints).toEqual([])
  })

  it('a server that is lost is said, and joined again when it is back', async () => {
    if (studio === undefined) throw new Error('no studio runs')
    const { port } = studio
    await studio.kill()
    await button('Make a take').click()
    const lost = at().getByRole('alert').filter({ hasText: 'does not answer' })
    await mustBeSeen(lost)
    studio = await startStudio(folder, port)
    await lost.waitFor({ state: 'detached', timeout: 150_000 })
    await mustBeSeen(card('the good one'))
    await at().getByText('More settings').click()
    await setting('Steps', '6')
    await setting('Seed', '9')
    await button('Make a take').click()
    await mustBeSeen(at().getByRole('article').filter({ hasText: 'seed 9' }))
  })
})

// the example is there, and is what the story says
it('the example recording is eight seconds of one channel', async () => {
  const { channels, sampleRate } = await audioIn(recording)
  expect([channels.length, (channels[0]?.length ?? 0) / sampleRate]).toEqual([1, 8])
  expect(readFileSync(recording).length).toBeGreaterThan(100_000)
})
