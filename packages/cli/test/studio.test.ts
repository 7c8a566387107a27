import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { exemplar } from '@sigmastream/pipeline'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { skippedUnless } from '../../../test/skipped-unless.js'
import { scratch, type, wav } from './support.js'

const binary = fileURLToPath(new URL('../bin/sigmastream.js', import.meta.url))
const built = existsSync(new URL('../dist/main.js', import.meta.url))
const folder = scratch()
const at = (name: string): string => join(folder, name)

const sampleRate = 4000
const take = wav({
  sampleRate,
  channels: [
    Float32Array.from({ length: sampleRate / 2 }, (_, n) => {
      const stroke = 0.4 * Math.exp(-((n % 800) / 200)) * Math.sin((((Math.floor(n / 800) * 3) % 7) * 0.05 + 0.2) * n)
      return stroke + 0.2 * Math.cos(0.0731 * n)
    }),
  ],
})
writeFileSync(at('take.wav'), take)

const running = new Set<ChildProcess>()

/** A studio in a process of its own, and its address. */
interface Studio {
  readonly child: ChildProcess
  readonly url: string
}

/** A render that was under way when its studio was killed, and the studio that was started after that. */
interface KilledRender {
  readonly id: string
  readonly seed: number
  readonly again: Studio
}

/** Starts a studio; resolves when it says its address. */
const start = async (...options: readonly string[]): Promise<Studio> => {
  const argv = [binary, 'studio', '--port', '0', '--no-open', '--folder', at('studio'), ...options]
  const child = spawn(process.execPath, argv, { stdio: ['ignore', 'pipe', 'pipe'] })
  running.add(child)
  let [stdout, stderr] = ['', '']
  child.stderr?.on('data', (chunk) => (stderr += String(chunk)))
  return new Promise((resolve, reject) => {
    child.stdout?.on('data', (chunk) => {
      stdout += String(chunk)
      const [, url] = /the studio is at (\S+)\n/.exec(stdout) ?? []
      if (url !== undefined) resolve({ child, url })
    })
    child.once('exit', () => reject(new Error(stderr)))
  })
}

const ended = (child: ChildProcess): Promise<number | NodeJS.Signals | null> =>
  new Promise((resolve) => {
    child.once('exit', (code, signal) => {
      running.delete(child)
      resolve(code ?? signal)
    })
  })

const json = async (answer: Promise<Response>) => JSON.parse(await (await answer).text())
const post = (url: string, body: object): Promise<Response> =>
  fetch(url, { method: 'POST', body: JSON.stringify(body) })
const upload = async (url: string): Promise<string> =>
  (await json(fetch(`${url}v1/sounds?name=take.wav`, { method: 'POST', body: Buffer.from(take) }))).id

/** The file of a render that is waited for. */
const made = async (url: string, id: string, query = ''): Promise<Buffer> => {
  await (await fetch(`${url}v1/renders/${id}/events`)).text()
  return Buffer.from(await (await fetch(`${url}v1/renders/${id}/result${query}`)).arrayBuffer())
}

/** What the command line writes. */
const typed = async (name: string, ...argv: readonly string[]): Promise<Buffer> => {
  const said = await type([...argv, '-o', at(name)], { model: exemplar })
  expect(said.stderr).not.toContain('sigmastream:')
  return readFileSync(at(name))
}

describe('the studio', skippedUnless(built, 'packages/cli/dist is not built; npm run setup builds it'), () => {
  let first: Studio
  let sound = ''
  beforeAll(async () => {
    first = await start()
    sound = await upload(first.url)
  })
  afterAll(() => {
    for (const child of running) child.kill('SIGKILL')
  })

  const rendered = async (recipe: object, query = ''): Promise<Buffer> => {
    const { id } = await json(post(`${first.url}v1/renders`, { inputHash: sound, steps: 6, seed: 7, ...recipe }))
    return made(first.url, id, query)
  }
  const options = ['--steps', '6', '--seed', '7']

  it('makes the bytes that the command line makes', async () => {
    const gap = {
      command: 'inpaint',
      regions: [{ from: 0.2, to: 0.3 }],
      feather: 0.01,
      paintStart: null,
      paintEnd: null,
    }
    expect(await rendered(gap)).toEqual(
      await typed(
        'gap.wav',
        'inpaint',
        at('take.wav'),
        '--from',
        '0.2',
        '--to',
        '0.3',
        '--feather',
        '0.01',
        ...options,
      ),
    )
    const vary = { command: 'vary', amount: 0.8, sampler: 'dpmpp-2m-sde' }
    const line = ['vary', at('take.wav'), '--amount', '0.8', '--sampler', 'dpmpp-2m-sde', ...options]
    expect(await rendered(vary)).toEqual(await typed('vary.wav', ...line))
    expect(await rendered(vary, '?format=flac')).toEqual(await typed('vary.flac', ...line))
    expect(await rendered({ ...vary, encoding: 'float32' }, '?format=flac')).toEqual(
      await typed('vary-24.flac', ...line, '--encoding', 'pcm24'),
    )
  })

  it('goes on from a step as rerun makes it from the start', async () => {
    const recipe = { command: 'vary', amount: 0.8, sampler: 'dpmpp-2m-sde', inputHash: sound, steps: 6, seed: 7 }
    const { id } = await json(post(`${first.url}v1/renders`, recipe))
    await made(first.url, id)
    const fork = await json(post(`${first.url}v1/renders/${id}/fork`, { at: 3, seed: 8 }))
    const stop = await json(post(`${first.url}v1/renders/${id}/stop`, { at: 3 }))
    for (const { id: next } of [fork, stop]) {
      const bytes = await made(first.url, next)
      writeFileSync(at('next.wav'), bytes)
      expect(await typed('again.wav', 'rerun', at('next.wav'), '--input', at('take.wav'), '--force')).toEqual(bytes)
    }
    expect(stop.recipe.sigmas).toHaveLength(5)
  })

  const kept = (id: string): string => join(at('studio'), 'renders', id, 'render.json')
  const keptState = (id: string): string =>
    existsSync(kept(id)) ? JSON.parse(readFileSync(kept(id), 'utf8')).state : 'none yet'

  /**
   * A studio is killed in the midst of a render, and started again. Where this process stands still for a while the render
   * may be over before it is killed: then the same is done with another.
   */
  const killedMidway = async ({ child, url }: Studio, seed = 9): Promise<KilledRender> => {
    const vary = { command: 'vary', amount: 0.7, inputHash: sound, steps: 80, seed }
    const { id } = await json(post(`${url}v1/renders`, vary))
    const steps = async (): Promise<number> => (await json(fetch(`${url}v1/renders/${id}`))).done
    while ((await steps()) < 2 || ['none yet', 'waiting'].includes(keptState(id)))
      await new Promise((resolve) => setTimeout(resolve, 2))
    const gone = ended(child)
    child.kill('SIGKILL')
    expect(await gone).toBe('SIGKILL')
    const killedIn = keptState(id)
    const again = await start()
    if (killedIn === 'running') return { id, seed, again }
    expect(killedIn).toBe('done')
    return killedMidway(again, seed + 1)
  }

  it('goes on with what it had begun after it was killed, to the same bytes', async () => {
    // no two go on with the same takes
    await expect(start()).rejects.toThrow(
      `${at('studio')} is in use by the studio at ${first.url} (process ${first.child.pid})`,
    )
    const { id, seed, again } = await killedMidway(first)
    const bytes = await made(again.url, id)
    expect(bytes).toEqual(
      await typed('long.wav', 'vary', at('take.wav'), '--amount', '0.7', '--steps', '80', '--seed', `${seed}`),
    )
    const { renders } = await json(fetch(`${again.url}v1/renders`))
    expect(renders.every(({ state: is }: { readonly state: string }) => is === 'done')).toBe(true)
    const left = readdirSync(at('studio'), { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('.tmp'),
    )
    expect(left).toEqual([])
    const stopped = ended(again.child)
    again.child.kill('SIGTERM')
    expect(await stopped).toBe(0)
  })
})

describe('the studio refuses', () => {
  it.each([
    [['--port', '70000'], '--port is "70000": give a whole number from 0 to 65535'],
    [['--host', '0.0.0.0', '--port', '0'], 'give a token as well'],
    [['--model', at('nowhere')], '--model: there is no folder'],
    [['--disk', '0'], '--disk is "0": give a number of GB above 0'],
    [['--store', 'x'], '--store is of a farm: give --farm as well'],
    [['--farm', '--store', at('store')], '--farm: no engine that workers reach: give redis://HOST:PORT'],
    [['--farm', 'memory', '--store', at('store')], '--farm: no engine that workers reach: give redis://HOST:PORT'],
    [['--farm', 'redis://127.0.0.1:1'], 'no store: give --store'],
    [['--farm', 'http://me:secret@x', '--store', at('store')], '--farm: http://***@x is no engine'],
  ])('%j', async (options, message) => {
    const { exit, stderr } = await type(['studio', '--no-open', '--folder', at('refused'), ...options])
    expect({ exit, stderr }).toEqual({ exit: 2, stderr: expect.stringContaining(message) })
  })
})
