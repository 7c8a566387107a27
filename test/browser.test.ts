import { createContext, Script } from 'node:vm'
import { describe, expect, it } from 'vitest'
import { bundleOf } from './browser/bundle.js'
import { chromium, flags } from './browser/chromium.js'
import { inpaintings, lawsHeld, watched } from './browser/program.js'
import { skippedUnless } from './skipped-unless.js'

const expected = { inpaintings: await inpaintings(), watched: await watched() }
const [entries, program] = [await bundleOf('entries.ts'), await bundleOf('program.ts')]

/** What Node's global object has and a page's has not. */
const ofNode = /(?<![.\w$])(?:process|Buffer|require|module|__dirname|__filename|setImmediate|global)(?![\w$:])/g

/** What a page has beside the language itself, as far as a program without a screen asks for it. */
const ofPages = () => ({
  AbortController,
  AbortSignal,
  DOMException,
  Event,
  EventTarget,
  MessageChannel,
  TextDecoder,
  TextEncoder,
  atob,
  btoa,
  clearTimeout,
  console,
  performance,
  queueMicrotask,
  setTimeout,
  structuredClone,
})

describe('core and samplers in a bundle for browsers', () => {
  it('import nothing, and name nothing that only Node has', () => {
    expect(entries.code.length).toBeGreaterThan(50_000)
    expect([...entries.imports, ...program.imports]).toEqual([])
    expect(entries.code).not.toMatch(/["'`]node:/)
    expect(entries.code.match(ofNode)).toBeNull()
  })
})

/** What a run of the bundled program gives, wherever its exports are called. */
interface Outcome {
  readonly nodes: string
  readonly inpaintings: unknown
  readonly watched: unknown
  readonly laws: readonly string[]
}

/** Evaluated where the bundle was: JSON, since nothing else comes through unharmed. */
const outcome = `(async () => JSON.stringify({
  nodes: [typeof process, typeof Buffer, typeof require, typeof setImmediate].join(),
  inpaintings: await bundled.inpaintings(),
  watched: await bundled.watched(),
  laws: await bundled.lawsHeld(),
}))()`

const inVm = async (): Promise<Outcome> => {
  const context = createContext(ofPages())
  new Script(program.code).runInContext(context)
  return JSON.parse(await new Script(outcome).runInContext(context))
}

const inChromium = async (): Promise<Outcome> => {
  const playwright = await import('playwright-core')
  const browser = await playwright.chromium.launch({ executablePath: String(chromium), args: flags })
  try {
    const page = await browser.newPage()
    await page.addScriptTag({ content: program.code })
    return JSON.parse(String(await page.evaluate(outcome)))
  } finally {
    await browser.close()
  }
}

const withChromium = skippedUnless(chromium !== undefined, 'no Chromium on the path, in which core would be run')
describe.each([
  ['a context without Node', inVm, {}],
  ['Chromium', inChromium, withChromium],
] as const)('in %s', (_, outcomeIn, options) => {
  it('a sampler, a stream and the laws do as in Node, to the last bit', options, async () => {
    const found = await outcomeIn()
    expect(found.nodes).toBe('undefined,undefined,undefined,undefined')
    expect(found.inpaintings).toEqual(expected.inpaintings)
    expect(found.watched).toEqual(expected.watched)
    expect(found.laws).toEqual(await lawsHeld())
  })
})

it('every kind of noise fills the gap in its own way, and a stream has a frame for each step', () => {
  expect(new Set(Object.values(expected.inpaintings).map(String)).size).toBe(3)
  expect(expected.watched).toHaveLength(6)
})
