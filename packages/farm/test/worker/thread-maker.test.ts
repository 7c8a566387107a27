import { createHash } from 'node:crypto'
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { encodeWav } from '@sigmastream/audio'
import { Recipe } from '@sigmastream/pipeline/recipe'
import { workThread } from '@sigmastream/render-thread'
import { either as E } from 'fp-ts'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Job, jobVersion } from '../../src/job/job.js'
import { surveyAbilities } from '../../src/worker/abilities.js'
import { framesOf, type MakeOrder, type MakerNews } from '../../src/worker/maker.js'
import { threadMaker } from '../../src/worker/thread-maker.js'
import { laneOf, orThrow } from '../contract/samples.js'

const thread = workThread()
const state = { folder: '' }
const samples = Float32Array.from({ length: 8000 }, (_, n) => 0.5 * Math.sin(0.1 * n) * Math.exp(-((n % 1000) / 400)))
const bell = orThrow(encodeWav({ sampleRate: 8000, channels: [samples] }, 'pcm16'))
const sound = createHash('sha256').update(bell).digest('hex')

beforeAll(async () => {
  state.folder = await mkdtemp(join(tmpdir(), 'sigmastream-maker-'))
  await writeFile(join(state.folder, sound), bell)
})

afterAll(async () => {
  await thread.close()
  await rm(state.folder, { recursive: true, force: true })
})

const jobOf = (recipe: object, sounds: readonly string[] = [sound]): Job => ({
  version: jobVersion,
  id: 'b'.repeat(64),
  recipe: orThrow(Recipe.decode(recipe)),
  lane: laneOf('anna'),
  sounds,
})

// many, so that a stop that is told late on a busy machine is still told in time
const steps = 30

const variation = jobOf({
  command: 'vary',
  model: 'exemplar',
  input: 'bell.wav',
  inputHash: sound,
  sampler: 'euler-ancestral',
  steps,
  seed: 3,
  amount: 0.8,
})

const maker = threadMaker({ thread, folders: new Map() })

/** Makes a job in a folder of its own; what it told. */
const make = async (name: string, change: Partial<MakeOrder> = {}) => {
  const folder = join(state.folder, name)
  await mkdir(framesOf(folder), { recursive: true })
  const news: MakerNews[] = []
  const order: MakeOrder = {
    job: variation,
    sounds: new Map([[sound, join(state.folder, sound)]]),
    folder,
    memory: 2 ** 30,
    tell: (one) => news.push(one),
    signal: new AbortController().signal,
    ...change,
  }
  return { folder, news, made: await maker.make(order)() }
}

it('a job that is stopped and gone on with from its frame in another folder is the same file, told of step by step', async () => {
  const whole = await make('whole')
  const told = whole.news.filter(({ _tag }) => _tag === 'Step')
  expect(told).toMatchObject(Array.from({ length: steps }, (_, i) => ({ done: i + 1, steps })))
  const previews = whole.news.flatMap((one) => (one._tag === 'Preview' ? [one.picture] : []))
  expect(previews.length).toBeGreaterThan(0)
  for (const picture of previews) {
    expect(Buffer.from(picture.subarray(1, 4)).toString()).toBe('PNG')
    expect(Buffer.from(picture).toString('base64').length).toBeLessThan(65_536)
  }
  const stop = new AbortController()
  const first = await make('first', {
    signal: stop.signal,
    tell: (one) => (one._tag === 'Step' && one.done === 3 ? stop.abort() : undefined),
  })
  expect(first.made).toEqual(E.left({ _tag: 'MakeStopped' }))
  const frames = await readdir(framesOf(first.folder))
  expect(frames).toHaveLength(1)
  const second = join(state.folder, 'second')
  await cp(framesOf(first.folder), framesOf(second), { recursive: true })
  const rest = await make('second')
  expect(rest.news.find(({ _tag }) => _tag === 'Step')?.done).toBe(Number(/\d+/.exec(frames[0] ?? '')?.[0]) + 1)
  expect(await readFile(orThrow(rest.made))).toEqual(await readFile(orThrow(whole.made)))
})

it('what a render refuses, a sound that the job does not name, and a model that is not here are faults with a way out', async () => {
  const asked = { command: 'vary', model: 'exemplar', input: 'bell.wav', inputHash: sound, seed: 1 }
  const faultOf = async (job: Job) => {
    const { made } = await make('refused', { job })
    return E.isLeft(made) && made.left._tag === 'MakeFailed' ? made.left.fault.code : made
  }
  expect(await faultOf(jobOf({ ...asked, prompt: 'a bell' }))).toBe('bad-recipe')
  expect(await faultOf(jobOf({ ...asked, inputHash: 'c'.repeat(64) }))).toBe('no-such-sound')
  expect(await faultOf(jobOf({ command: 'generate', model: 'd'.repeat(64), prompt: 'a bell', seed: 1 }, []))).toBe(
    'no-such-model',
  )
})

it('a worker says what it can do: its models in each precision, what they take, and how fast it is', async () => {
  const folder = new URL('../../../../fixtures/tiny-sao/checkpoint', import.meta.url).pathname
  const scratch = await mkdtemp(join(state.folder, 'scratch-'))
  const equipment = { thread, folders: [folder], memory: 2 ** 31, device: 'cpu', engine: '1.30.0', scratch }
  const { abilities, folders } = orThrow(await surveyAbilities(equipment)())
  const [embedded, ...others] = abilities.models
  expect(embedded).toBe('exemplar')
  expect(others.length).toBeGreaterThan(1)
  for (const model of others) {
    expect(model).toMatch(/^[0-9a-f]{64}$/)
    expect(folders.get(model)).toBe(folder)
    expect(abilities.needOf(model)).toBeGreaterThan(2 ** 30)
  }
  expect(abilities.needOf('exemplar')).toBeLessThan(2 ** 30)
  expect(abilities.speed).toBeGreaterThan(0)
  expect(await readdir(scratch)).toEqual([])
  expect(E.isLeft(await surveyAbilities({ ...equipment, folders: [state.folder] })())).toBe(true)
})
