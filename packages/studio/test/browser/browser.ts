import type { Browser, BrowserContext, Page } from 'playwright-core'
import { chromium, flags } from '../../../../test/browser/chromium.js'
import { skippedUnless } from '../../../../test/skipped-unless.js'

/** Skips what needs a browser where there is none, and says so. */
export const withChromium = skippedUnless(
  chromium !== undefined,
  'no Chromium on the path, in which the studio would be opened: install chromium-headless-shell or chromium',
)

/** Opens the browser: sound is played into nothing, and no click is asked for before the first. */
export const openBrowser = async (): Promise<Browser> => {
  const playwright = await import('playwright-core')
  return playwright.chromium.launch({
    executablePath: String(chromium),
    args: [...flags, '--autoplay-policy=no-user-gesture-required', '--mute-audio', '--font-render-hinting=none'],
  })
}

/** The two sizes that pictures are kept of: a laptop, and a telephone of the narrow kind. */
export const sizes = { laptop: { width: 1280, height: 900 }, telephone: { width: 360, height: 780 } } as const

/** What of a person's browser is not as usual: how fine its pixels are, and what it remembers. */
interface Person {
  readonly scale?: number
  readonly memory?: Awaited<ReturnType<BrowserContext['storageState']>> | undefined
}

/** A person of their own, who remembers nothing unless it is said; nothing moves by itself. */
export const openContext = (
  browser: Browser,
  viewport: { readonly width: number; readonly height: number } = sizes.laptop,
  colorScheme: 'light' | 'dark' = 'light',
  { scale = 1, memory }: Person = {},
): Promise<BrowserContext> =>
  browser.newContext({
    viewport: { ...viewport },
    colorScheme,
    deviceScaleFactor: scale,
    reducedMotion: 'reduce',
    acceptDownloads: true,
    locale: 'en-GB',
    timezoneId: 'UTC',
    ...(memory === undefined ? {} : { storageState: memory }),
  })

/** What a page complained of: errors of scripts and of the console. */
export const complaintsOf = (page: Page): readonly string[] => {
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(String(error)))
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text())
  })
  return complaints
}
