import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { type AudioError, describeAudioError, encodeAudio, encodeWav, readAudio, resample } from '@sigmastream/audio'
import { either as E } from 'fp-ts'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { COMMIT, type FakeHub, startHub } from '../packages/hub/test/fake-hub.js'

/** The page of each package: its code is an excerpt of a program in `readmes`, and the program runs here. */

const root = fileURLToPath(new URL('..', import.meta.url))
const packages = readdirSync(`${root}packages`)
const pageOf = (name: string): string => readFileSync(`${root}packages/${name}/README.md`, 'utf8')
const programs = readdirSync(`${root}test/readmes`).map((file) => file.replace(/\.ts$/, ''))

const squeezed = (text: string): string => text.replaceAll(/\s+/g, ' ').trim()
const blocksOf = (page: string): readonly string[] =>
  [...page.matchAll(/^```ts\n([\s\S]*?)^```/gm)].map(([, code = '']) => squeezed(code))

describe.each(packages)('the page of packages/%s', (name) => {
  it('says what it is and what can go wrong, in its own words', () => {
    const page = pageOf(name)
    expect(page).toMatch(/^# .+\n\n/)
    expect(page.length).toBeGreaterThan(600)
    expect(page).not.toMatch(/placeholder|TODO|lorem/i)
    expect(page).toMatch(/^## (Errors|What can go wrong)$/m)
  })

  it('shows code that runs', () => {
    const source = existsSync(`${root}test/readmes/${name}.ts`)
      ? squeezed(readFileSync(`${root}test/readmes/${name}.ts`, 'utf8'))
      : ''
    for (const block of blocksOf(pageOf(name))) expect(source).toContain(block)
  })

  it('links to what is there', () => {
    const links = [...pageOf(name).matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)].map(([, target = '']) => target)
    expect(links).not.toEqual([])
    expect(links.filter((link) => !existsSync(join(root, 'packages', name, link)))).toEqual([])
  })
})

/** What each program says. */
const said: Readonly<Record<string, RegExp>> = {
  audio: /^peak -\d+\.\d dBFS, RMS -\d+\.\d dBFS$/,
  checkpoint: /^275 weights; 64 values of one were read$/,
  core: /^made 1x64x128\nsigma 80\.0 to [\s\S]+\nsigma 0\.0 to 0\.0$/,
  course: /^Q1\.0 128 BPM electronic drum loop Sample\nQ1\.1 .+ Sample\n(Q2\.\d \d+\n?){6}$/,
  farm: /^2 sent\n(filled|varied)\.wav: Done\n(filled|varied)\.wav: Done\n2 made$/,
  hub: new RegExp(
    `^config.json: 0 of 9 bytes\\n[^]*model.safetensors: 9 of 9 bytes\\n${COMMIT} \\[object Object\\]\\n` +
      'model.safetensors.index.json a.safetensors b.safetensors$',
  ),
  laws: /^\d\d laws hold$/,
  'model-exemplar': /^55125 samples at 11025 Hz$/,
  'model-sao': /^\d+ Hz, an estimate of \d+ frames$/,
  'model-tfjs': /^tfjs(-node)?: .+\n1\n1$/,
  onnx: /^3 5 7$/,
  parity: /^\d{3} compared, 0 failed, 0 not known$/,
  pipeline: /^(noise level \d+\.\d\n){11}noise level 0\.0$/,
  plot: /^$/,
  'render-thread': /^(after step [1-4]: noise level \d+\.\d\n){4}rain-generate-7\.wav 0\.5$/,
  samplers: /^kept 0\.5, filled 0\.\d$/,
  server: /^\{"object":"list","data":\[\{"id":"exemplar",/,
  'tensor-files': /^take float32 1x2x2 4\n1x1x4$/,
}

const orThrow = <A>(result: E.Either<AudioError, A>): A => {
  if (E.isLeft(result)) throw new Error(describeAudioError(result.left))
  return result.right
}

/** Two seconds of strokes, for a program that makes several results of them. */
const strokes = orThrow(
  encodeWav(
    {
      sampleRate: 8000,
      channels: [
        Float32Array.from({ length: 16_000 }, (_, n) => 0.4 * Math.exp(-(n % 1600) / 400) * Math.sin(0.2 * n)),
      ],
    },
    'pcm16',
  ),
)

const bytesOf = (files: Readonly<Record<string, string>>): ReadonlyMap<string, Uint8Array> =>
  new Map(Object.entries(files).map(([path, text]) => [path, Buffer.from(text)]))

/** What the page of the hub pulls. */
const repositories = new Map([
  ['google-t5/t5-base', bytesOf({ 'config.json': '{}', 'model.safetensors': 'weights' })],
  [
    'google/flan-t5-xl',
    bytesOf({
      'model.safetensors.index.json':
        '{"weight_map": {"x": "a.safetensors", "y": "b.safetensors", "z": "a.safetensors"}}',
      'a.safetensors': 'one',
      'b.safetensors': 'two',
      'README.md': 'not wanted',
    }),
  ],
])

describe('the programs of the pages', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sigmastream-readmes-'))
  const before = process.cwd()
  let hub: FakeHub
  // A recording, low and no longer than the gap of the pages asks for: what is learnt, and so the time, grows with both.
  beforeAll(async () => {
    const { sampleRate, channels } = orThrow(await readAudio(`${root}examples/audio/tabla.flac`)())
    const first = { sampleRate, channels: channels.map((samples) => samples.slice(0, 5 * sampleRate)) }
    const low = orThrow(resample(first, sampleRate / 4))
    writeFileSync(join(folder, 'take.flac'), orThrow(await encodeAudio('take.flac', low, { encoding: 'pcm16' })()))
    writeFileSync(join(folder, 'strokes.wav'), strokes)
    symlinkSync(`${root}fixtures`, join(folder, 'fixtures'))
    hub = await startHub({ files: new Map(), others: repositories })
    vi.stubEnv('HF_ENDPOINT', hub.endpoint).stubEnv('HF_HOME', join(folder, 'hub')).stubEnv('NO_PROXY', '127.0.0.1')
    process.chdir(folder)
  }, 60_000)
  afterEach(() => vi.restoreAllMocks())
  afterAll(async () => {
    process.chdir(before)
    vi.unstubAllEnvs()
    await hub.close()
    rmSync(folder, { recursive: true })
  })

  it('are those of the packages that can be imported', () => {
    expect(programs).toEqual(Object.keys(said).toSorted())
  })

  it.each(programs)('%s', async (name) => {
    const lines: string[] = []
    vi.spyOn(console, 'log').mockImplementation((...words: readonly unknown[]) => void lines.push(words.join(' ')))
    await import(pathToFileURL(`${root}test/readmes/${name}.ts`).href)
    expect(lines.join('\n')).toMatch(said[name] ?? /never/)
  })
})
