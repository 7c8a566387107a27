import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { complaintsOf, openBrowser, openContext, sizes, withChromium } from './browser.js'
import { dropFile } from './drop.js'
import { differenceFromGolden, mostDiffering } from './pictures.js'
import { freePort, type RunningStudio, startStudio } from './studio.js'

const recording = fileURLToPath(new URL('../../../../examples/audio/tabla.flac', import.meta.url))
const schemes = ['light', 'dark'] as const

/** How a page is looked at. */
interface Look {
  readonly viewport: { readonly width: number; readonly height: number }
  readonly scheme: (typeof schemes)[number]
}

const looks = Object.entries(sizes).flatMap(([size, viewport]) =>
  schemes.map((scheme) => ({ name: `${size}-${scheme}`, viewport, scheme })),
)

/** What axe finds wrong on a page: the rule, and where. */
const violationsOn = async (page: Page): Promise<readonly string[]> => {
  const { violations } = await new AxeBuilder({ page }).analyze()
  return violations.flatMap(({ id, help, nodes }) => nodes.map(({ target }) => `${id} (${help}): ${target.join(' ')}`))
}

/** All of a page from its top, once its letters are there and nothing of it is written into. */
const pictureOf = async (page: Page): Promise<Uint8Array> => {
  await page.evaluate('document.fonts.ready')
  return page.screenshot({ fullPage: true, animations: 'disabled', caret: 'hide' })
}

describe('the look of the studio', withChromium, () => {
  let home = ''
  let [studio, browser]: [RunningStudio?, Browser?] = []
  /** What a browser remembers of a person who has dropped a recording and marked a part. */
  let memory: Awaited<ReturnType<BrowserContext['storageState']>> | undefined

  const withPage = async (
    { viewport, scheme }: Look,
    look: (page: Page) => Promise<void>,
    { scale = 1, expects = /^$/ }: { readonly scale?: number; readonly expects?: RegExp } = {},
  ): Promise<void> => {
    if (browser === undefined || studio === undefined) throw new Error('nothing runs')
    const context = await openContext(browser, viewport, scheme, { scale, memory })
    try {
      const page = await context.newPage()
      page.setDefaultTimeout(60_000)
      const complaints = complaintsOf(page)
      await page.goto(studio.address)
      await look(page)
      expect(complaints.filter((complaint) => !expects.test(complaint))).toEqual([])
    } finally {
      await context.close()
    }
  }
  const mustHaveTakes = async (page: Page): Promise<void> => {
    await page.getByRole('img', { name: /^Waveform of/ }).waitFor()
    for (const name of ['Take 1', 'Take 2'])
      await page
        .getByRole('img', { name: `${name} as a waveform` })
        .locator('path[d^=M]')
        .waitFor()
  }

  beforeAll(async () => {
    home = mkdtempSync(join(tmpdir(), 'sigmastream-studio-'))
    studio = await startStudio(join(home, 'studio'), await freePort())
    browser = await openBrowser()
  })

  afterAll(async () => {
    await browser?.close()
    await studio?.kill()
    rmSync(home, { recursive: true, force: true })
  })

  it.each(looks)('before anything is there: $name', async (look) => {
    await withPage(look, async (page) => {
      await page.getByRole('heading', { name: 'Drop a recording here' }).waitFor()
      expect(differenceFromGolden(`opening-${look.name}`, await pictureOf(page))).toBeLessThanOrEqual(mostDiffering)
      expect(await violationsOn(page)).toEqual([])
    })
  })

  it('two takes are made', async () => {
    await withPage({ viewport: sizes.laptop, scheme: 'light' }, async (page) => {
      await dropFile(page, recording)
      await page.getByRole('button', { name: 'Mark a part' }).click()
      for (const [end, seconds] of [
        ['begins', '3'],
        ['ends', '4'],
      ] as const) {
        await page.getByLabel(`Part 1 ${end}, in seconds`).fill(seconds)
        await page.getByLabel(`Part 1 ${end}, in seconds`).press('Tab')
      }
      await page.getByText('More settings').click()
      for (const [steps, seed] of [
        ['8', '7'],
        ['8', '8'],
      ] as const) {
        await page.getByLabel('Steps', { exact: true }).fill(steps)
        await page.getByLabel('Steps', { exact: true }).press('Tab')
        await page.getByLabel('Seed', { exact: true }).fill(seed)
        await page.getByLabel('Seed', { exact: true }).press('Tab')
        await page.getByRole('button', { name: 'Make a take' }).click()
      }
      await mustHaveTakes(page)
      memory = await page.context().storageState()
    })
  })

  it.each(looks)('with a recording and takes of it: $name', async (look) => {
    await withPage(look, async (page) => {
      await mustHaveTakes(page)
      expect(differenceFromGolden(`takes-${look.name}`, await pictureOf(page))).toBeLessThanOrEqual(mostDiffering)
      expect(await violationsOn(page)).toEqual([])
    })
  })

  it.each(schemes)('axe finds nothing behind the folds, in the list of keys, nor in a notice: %s', async (scheme) => {
    const look = async (page: Page): Promise<void> => {
      await mustHaveTakes(page)
      await page.getByRole('button', { name: 'Take 1', exact: true }).click()
      for (const fold of await page.locator('summary').all()) await fold.click()
      await page.getByRole('list', { name: 'What runs in each step' }).waitFor()
      expect(await violationsOn(page)).toEqual([])
      await page.getByRole('button', { name: 'Keys' }).click()
      await page.getByRole('dialog').waitFor()
      expect(await violationsOn(page)).toEqual([])
      await page.keyboard.press('Escape')
      await dropFile(page, fileURLToPath(import.meta.url))
      await page.getByRole('alert').waitFor()
      expect(await violationsOn(page)).toEqual([])
    }
    // the browser says too that the server refused what is no sound
    await withPage({ viewport: sizes.laptop, scheme }, look, { expects: /status of 4\d\d/ })
  })

  it('the picture of the README', async () => {
    await withPage(
      { viewport: { width: 1100, height: 1180 }, scheme: 'light' },
      async (page) => {
        await mustHaveTakes(page)
        await page.evaluate('document.fonts.ready')
        const png = await page.screenshot({ animations: 'disabled', caret: 'hide' })
        expect(differenceFromGolden('studio', png, 'docs')).toBeLessThanOrEqual(mostDiffering)
      },
      { scale: 2 },
    )
  })
})
