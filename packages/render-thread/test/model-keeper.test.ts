import type { LoadOptions, StableAudio } from '@sigmastream/model-sao'
import type { MemoryNeeds } from '@sigmastream/pipeline'
import { either as E, taskEither as TE } from 'fp-ts'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { LoadModel } from '../src/thread/loaded-model.js'
import { modelKeeper } from '../src/thread/model-keeper.js'
import { orThrow } from './support.js'

afterEach(() => void vi.useRealTimers())

const run = (peak: number): MemoryNeeds => ({ peak, model: 100, remedies: { model: [], peak: [] } })

/** A keeper of models that only count: each takes so many bytes once it is open. */
const keptModels = ({ idle, size = 120 }: { readonly idle?: number; readonly size?: number } = {}) => {
  const seen: string[] = []
  const told: number[] = []
  const memory = { taken: 1000 }
  const asked: LoadOptions['precision'][] = []
  const load: LoadModel = (folder, options) => {
    const precision = options.precision === 'auto' ? 'int8' : (options.precision ?? 'fp32')
    asked.push(options.precision)
    const refused = TE.left({ _tag: 'SessionClosed' } as const)
    const model: StableAudio = {
      identity: `${folder} in ${precision}`,
      autoencoder: { kind: 'Oobleck', sha256: folder },
      precision,
      objective: 'v',
      geometry: {
        sampleRate: 10,
        audioChannels: 1,
        latentChannels: 1,
        frameSamples: 1,
        maxFrames: 1,
        frameRate: 10,
      },
      unread: [],
      traits: { family: 'stable-audio-open', fillsGaps: false, frameMultiple: 1 },
      frames: () => 1,
      denoiser: () => refused,
      denoisers: () => async () => {
        seen.push(`open ${folder}`)
        memory.taken = 1000 + size
        return E.right([])
      },
      encode: () => refused,
      decode: () => refused,
      cutPrompts: () => refused,
      encodingDraw: () => null,
      memory: () => ({ model: 100, sampling: 0, coding: 0, peak: 100 }),
      close: async () => {
        seen.push(`close ${folder}`)
        memory.taken = 1000
      },
    }
    return TE.right(model)
  }
  const keeper = modelKeeper({
    load,
    tell: (held) => told.push(held),
    taken: () => memory.taken,
    ...(idle === undefined ? {} : { idle }),
  })
  /** One errand with the model of a folder, or with none that is kept. */
  const errand = async (folder: string | null, peak: number, free: number, options: LoadOptions = {}, well = true) => {
    const loan = keeper.lend()
    const model = folder === null ? null : orThrow(await loan.load(folder, options)())
    await loan.begin(run(peak), free)()
    if (model !== null) await model.denoisers([])()
    await model?.close()
    await loan.end(well)()
  }
  return { keeper, errand, seen, told, asked }
}

describe('the model that is kept', () => {
  it.each([
    ['what it takes', 120, 120],
    ['what it must take, where the process became smaller otherwise', -20, 100],
    ['what its run may take, where the process became larger otherwise', 900, 150],
  ])('is told of by %s, and by 0 once it is closed', async (_, size, held) => {
    const { keeper, errand, told } = keptModels({ size })
    await errand('a', 150, 200)
    expect(told).toEqual([held])
    await keeper.release()
    expect(told).toEqual([held, 0])
  })

  it('is closed before another folder, and where a run with it went wrong', async () => {
    const { errand, seen } = keptModels()
    await errand('a', 150, 1000)
    await errand('b', 150, 1000)
    expect(seen).toEqual(['open a', 'close a', 'open b'])
    await errand('b', 150, 1000, {}, false)
    expect(seen.slice(3)).toEqual(['open b', 'close b'])
  })

  it.each<[string, LoadOptions]>([
    ['threads', { threads: 3 }],
    ['device', { device: 'webgpu' }],
    ['memory', { available: 5 }],
    ['cache', { cache: 'here' }],
    ['precision', { precision: 'int4' }],
  ])('is closed for the same in another %s', async (_, options) => {
    const { errand, seen } = keptModels()
    await errand('a', 150, 1000)
    await errand('a', 150, 1000, options)
    expect(seen).toEqual(['open a', 'close a', 'open a'])
  })

  it('that chose its precision is not chosen anew', async () => {
    const { errand, seen, asked } = keptModels()
    await errand('a', 150, 1000, { precision: 'auto' })
    await errand('a', 150, 1000, { precision: 'auto' })
    expect([seen, asked]).toEqual([
      ['open a', 'open a'],
      ['auto', 'int8'],
    ])
  })

  it('is closed where what a run takes beside it is not there, and opened again', async () => {
    const { errand, seen } = keptModels()
    await errand('a', 150, 1000) // 120 of these are held from now on
    await errand('a', 150, 170) // 50 beside the model
    expect(seen).toEqual(['open a', 'open a'])
    await errand('a', 151, 170) // 51
    expect(seen).toEqual(['open a', 'open a', 'close a', 'open a'])
  })

  it('makes way for a run of another kind, where the memory is not there', async () => {
    const { errand, seen } = keptModels()
    await errand('a', 150, 1000)
    await errand(null, 500, 620)
    expect(seen).toEqual(['open a'])
    await errand(null, 501, 620)
    expect(seen).toEqual(['open a', 'close a'])
  })

  it('is closed once nothing has asked for it for a while', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const { errand, seen, told } = keptModels({ idle: 1000 })
    await errand('a', 150, 1000)
    await vi.advanceTimersByTimeAsync(999)
    await errand('a', 150, 1000)
    await vi.advanceTimersByTimeAsync(999)
    expect(seen).toEqual(['open a', 'open a'])
    await vi.advanceTimersByTimeAsync(1)
    expect([seen.at(-1), told.at(-1)]).toEqual(['close a', 0])
  })
})
