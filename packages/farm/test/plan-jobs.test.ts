import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { encodeWav } from '@sigmastream/audio'
import { describeRenderError, type Recipe } from '@sigmastream/pipeline'
import { BITS, inpaint, vary } from '@sigmastream/pipeline/recipe'
import { either as E, taskEither as TE } from 'fp-ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Desk, NamedJob } from '../src/submit/desk.js'
import type { NamedRecipe } from '../src/submit/named-recipe.js'
import { planJobs } from '../src/submit/plan-jobs.js'
import { indexSounds } from '../src/submit/sound-index.js'

const folder = mkdtempSync(join(tmpdir(), 'sigmastream-plan-'))
afterAll(() => rmSync(folder, { recursive: true }))

const orThrow = <A>(result: E.Either<unknown, A>): A => {
  if (E.isLeft(result)) throw new Error(JSON.stringify(result.left))
  return result.right
}

/** A file of strokes, five a second. */
const soundAt = (name: string, pitch: number): string => {
  const samples = Float32Array.from({ length: 6000 }, (_, n) => {
    const stroke = Math.floor(n / 400)
    return 0.4 * Math.exp(-((n % 400) / 100)) * Math.sin((((stroke * 3) % 7) * 0.05 + pitch) * n)
  })
  const path = join(folder, name)
  writeFileSync(path, orThrow(encodeWav({ sampleRate: 2000, channels: [samples] }, 'pcm16')))
  return path
}

let desk: Desk
let files: readonly string[]

beforeAll(async () => {
  files = [soundAt('take.wav', 0.2), soundAt('other.wav', 0.3)]
  desk = {
    sounds: {
      index: orThrow(await indexSounds(files)()),
      store: { fetchSound: () => TE.left({ _tag: 'StoreMissing', store: 'none', key: '' }) },
      scratch: folder,
    },
    stableAudio: null,
    engine: '1.30.0',
    sentAs: { priority: 'normal', submitter: 'ada' },
    seed: 5,
    signal: new AbortController().signal,
    availableMemory: 1e9,
  }
})

const filling: Recipe = { ...inpaint([{ from: 1, to: 1.4 }]), input: 'take.wav', steps: 3 }
const asked = (recipe: Recipe, name = 'one.wav', where = 'one.json'): NamedRecipe => ({ recipe, name, where })

describe('recipes become jobs', () => {
  it('that are whole: seed, bits, sounds by their hashes, the encoding and the memory that is needed', async () => {
    const [one] = orThrow(await planJobs([asked(filling)], desk)())
    expect(one).toMatchObject({
      name: 'one.wav',
      files: [files[0]],
      job: {
        recipe: { bits: BITS, seed: 5, steps: 3, input: 'take.wav', model: 'exemplar', encoding: 'pcm16' },
        lane: { need: { model: 'exemplar' }, priority: 'normal', submitter: 'ada' },
        sounds: [desk.sounds.index[0]?.hash],
      },
    })
    const memory = one?.job.lane.need.memory ?? 0
    expect(memory).toBeGreaterThan(2 ** 27) // Node and the engine alone take more
    expect(Number.isInteger(Math.log2(memory))).toBe(true)
  })

  it('of which a whole one is the same job again', async () => {
    const learnt: Recipe = { ...vary({ amount: 0.5 }), input: 'take.wav', exemplars: ['other.wav'], steps: 3 }
    for (const recipe of [filling, learnt]) {
      const [one] = orThrow(await planJobs([asked(recipe)], desk)())
      if (one === undefined) throw new Error('no job')
      const [again] = orThrow(await planJobs([asked(one.job.recipe)], desk)())
      expect(again?.job).toEqual(one.job)
    }
  })

  it('the same in a list as alone, where recipes differ in their seed alone and where not', async () => {
    const list = [
      asked({ ...filling, seed: 1 }, 'one.wav'),
      asked({ ...filling, seed: 2 }, 'two.wav'),
      asked({ ...filling, seed: 2, encoding: 'pcm24' }, 'three.wav'),
      asked({ ...filling, seed: 2 }, 'four.flac'),
      asked(filling, 'five.wav'),
      asked({ ...filling, seed: 3, batch: 2 }, 'six.wav'),
      asked({ ...filling, seed: 4, batch: 2 }, 'seven.wav'),
    ]
    const together = orThrow(await planJobs(list, desk)())
    const alone: NamedJob[] = []
    for (const one of list) alone.push(...orThrow(await planJobs([one], desk)()))
    expect(together).toEqual(alone)
    expect(new Set(together.map(({ job }) => job.id)).size).toBe(together.length - 1) // two.wav and four.flac
  })

  it('one for each of a batch, numbered; and one for each seed', async () => {
    const jobs = orThrow(await planJobs([asked({ ...filling, batch: 3 })], desk)())
    expect(jobs.map(({ name }) => name)).toEqual(['one-1.wav', 'one-2.wav', 'one-3.wav'])
    expect(new Set(jobs.map(({ job }) => job.id)).size).toBe(3)
  })

  it('by the hash of a sound before its name, and by what alone is there', async () => {
    const [, other] = desk.sounds.index
    const hashed: Recipe = { ...filling, ...(other === undefined ? {} : { inputHash: other.hash }) }
    const [one] = orThrow(await planJobs([asked(hashed)], desk)())
    expect(one?.files).toEqual([files[1]])
    const { input: _, ...nameless } = filling
    const alone = { ...desk, sounds: { ...desk.sounds, index: desk.sounds.index.slice(1) } }
    const [two] = orThrow(await planJobs([asked(nameless)], alone)())
    expect(two?.job.recipe.input).toBe(basename(files[1] ?? ''))
  })
})

describe('what cannot be made', () => {
  it('is told of all at once, with where each stands', async () => {
    const refused = await planJobs(
      [
        asked({ ...filling, ...inpaint([{ from: 1, to: 99 }]) }, 'one.wav', 'line 1'),
        asked(filling, 'two.wav', 'line 2'),
        asked({ ...filling, input: 'absent.wav' }, 'three.wav', 'line 3'),
        asked(filling, 'TWO.wav', 'line 4'),
        asked(filling, 'four.npy', 'line 5'),
      ],
      desk,
    )()
    const texts = E.isLeft(refused)
      ? refused.left.map(({ where, error }) => `${where}: ${describeRenderError(error)}`)
      : []
    expect(texts).toEqual([
      expect.stringMatching(/^line 1: .*99/),
      expect.stringMatching(/^line 3: .*absent\.wav.*give the file with input$/),
      expect.stringMatching(/^line 4: .*TWO\.wav.*line 2.*another name$/),
      expect.stringMatching(/^line 5: .*\.wav or \.flac$/),
    ])
  })

  it('is a recipe of a checkpoint that is not here and leaves something to it; one that leaves nothing is sent', async () => {
    const rain: Recipe = { command: 'generate', prompt: 'rain', model: 'a'.repeat(64), precision: 'fp32', seed: 3 }
    const refused = await planJobs([asked(rain)], desk)()
    expect(E.isLeft(refused) && refused.left.map(({ error }) => describeRenderError(error))).toEqual([
      expect.stringMatching(/give model and the folder/),
    ])
    const [one] = orThrow(await planJobs([asked({ ...rain, memory: 2 ** 30 })], desk)())
    expect(one?.job.lane.need).toEqual({ model: rain.model, memory: null })
    expect(one?.job.recipe).toMatchObject({ bits: BITS, seed: 3 })
  })
})
