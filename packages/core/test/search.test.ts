import { gaussianDenoiser, pure } from '@sigmastream/laws'
import { lastValueFrom, take, toArray } from 'rxjs'
import { describe, expect, it } from 'vitest'
import { adaptiveStep, euler, noisyEuler } from '../../laws/test/samplers.js'
import { constant, type Denoiser, orThrow, plan, refusal, roundsOf, type SearchSize } from '../src/index.js'
import { forkNoise, keyed } from '../src/noise/index.js'
import { type SearchEvent, type SearchOptions, search } from '../src/stream/index.js'
import { shape } from './support.js'

const sigmas = [16, 8, 4, 2, 1, 0]
const noisy = plan({ step: noisyEuler, schedule: sigmas, shape })
const still = plan({ step: euler, schedule: sigmas, shape })

const options: SearchOptions = {
  denoiser: gaussianDenoiser(0, 1),
  noise: (lineage) => forkNoise(lineage, ({ seed }) => keyed(seed)),
  verifier: async ({ data }) => Math.max(...data),
  takes: 4,
  keep: 2,
  at: [0.4],
}

const eventsOf = (
  given: Parameters<typeof search>[0],
  more: Partial<SearchOptions> = {},
): Promise<readonly SearchEvent[]> => lastValueFrom(search(given, { ...options, ...more }).pipe(toArray()))

describe('a search', () => {
  it('forks what it keeps, with seeds that no take has had', async () => {
    const events = await eventsOf(noisy, { seed: 10 })
    const [first, last] = events.flatMap((event) => (event._tag === 'Round' ? [event] : []))
    expect(first?.ranking.map(({ lineage }) => lineage[0].seed).toSorted()).toEqual([10, 11, 12, 13])
    const [best, second] = first?.ranking.map(({ lineage }) => lineage[0].seed) ?? []
    expect(
      last?.ranking.map(({ lineage }) => lineage.map(({ step, seed }) => `${seed}@${step}`).join()).toSorted(),
    ).toEqual([`${best}@0`, `${best}@0,14@2`, `${second}@0`, `${second}@0,15@2`].toSorted())
  })

  it('counts the steps of all takes: forks where there is noise, what was kept where there is none', async () => {
    const steps = async (given: typeof noisy) =>
      (await eventsOf(given)).flatMap((event) => (event._tag === 'Step' ? [`${event.done}/${event.of}`] : []))
    const [forked, kept] = [await steps(noisy), await steps(still)]
    expect([forked[0], forked.at(-1), forked.length]).toEqual(['1/20', '20/20', 20])
    expect([kept[0], kept.at(-1), kept.length]).toEqual(['1/14', '14/14', 14])
    expect((await eventsOf(still)).at(-1)).toMatchObject({ _tag: 'Round', calls: 14, last: true })
  })

  it('hears the newest estimate at a checkpoint, and what came out at the end', async () => {
    const denoiser = pure(({ shape: of }, sigma) => constant(of, sigma))
    const heard: string[] = []
    const verifier: SearchOptions['verifier'] = async ({ data }, { at }) => {
      heard.push(`${at.index}: ${data[0]}`)
      return 0
    }
    await eventsOf(still, { denoiser, verifier, takes: 2, keep: 1 })
    expect(heard).toEqual(['1: 8', '1: 8', '4: 1'])
  })

  it('is cold, and ends with whoever has heard enough', async () => {
    let calls = 0
    const denoiser: Denoiser = async (x) => {
      calls += 1
      return x
    }
    const stream = search(noisy, { ...options, denoiser })
    expect(calls).toBe(0)
    await lastValueFrom(stream.pipe(take(3)))
    await new Promise((resolve) => setTimeout(resolve, 5))
    expect(calls).toBeLessThan(5)
  })

  it('fails as its model and its verifier do', async () => {
    const broken: Denoiser = () => Promise.reject(new Error('no answer'))
    await expect(eventsOf(noisy, { denoiser: broken })).rejects.toThrow(
      'step 0: the denoiser failed at sigma 16: no answer',
    )
    const refused = Object.assign(
      pure((x) => x),
      { refusal: refusal('the model', 'nothing', 'one') },
    )
    await expect(eventsOf(noisy, { denoiser: refused })).rejects.toThrow('the model: nothing; give one')
    await expect(eventsOf(noisy, { verifier: async () => Number.NaN })).rejects.toThrow(
      'step 1: the verifier gave NaN; give a number, the larger the better',
    )
    const deaf: SearchOptions['verifier'] = () => Promise.reject(new RangeError('deaf'))
    await expect(eventsOf(noisy, { verifier: deaf })).rejects.toThrow(RangeError)
  })

  it('fails with what the plan was refused for', async () => {
    await expect(eventsOf(plan({ step: euler, schedule: [1, 2], shape }))).rejects.toThrow(
      'schedule: 2 at place 1 after 1',
    )
  })
})

describe('the rounds of a search', () => {
  const refused = (more: Partial<SearchSize>, given = noisy): string => {
    const rounds = roundsOf(orThrow(given), { takes: 4, keep: 2, at: [0.4], ...more })
    return rounds._tag === 'Left' ? `${rounds.left.subject}: ${rounds.left.wrong}` : `${rounds.right.length} rounds`
  }

  it.each([
    [{ takes: 0 }, 'takes: 0'],
    [{ takes: 1.5 }, 'takes: 1.5'],
    [{ keep: 0 }, 'keep: 0 of 4 takes'],
    [{ keep: 4 }, 'keep: 4 of 4 takes'],
    [{ at: [0] }, 'at: a checkpoint at 0 of the run'],
    [{ at: [1] }, 'at: a checkpoint at 1 of the run'],
    [{ at: [0.1] }, 'at: a checkpoint at 0.1 of 5 steps, which is after 0'],
    [{ at: [0.6, 0.4] }, 'at: a checkpoint at 0.4 of 5 steps, which is after 2'],
    [{ at: [0.4, 0.5] }, 'at: a checkpoint at 0.5 of 5 steps, which is after 2'],
    [{ at: [Number.NaN] }, 'at: a checkpoint at NaN of the run'],
  ])('are refused for %o', (more, said) => expect(refused(more)).toBe(said))

  it('are refused where a checkpoint would leave no one out', () => {
    expect(refused({ at: [0.2, 0.4] }, still)).toBe(
      'at: a checkpoint at 0.4 of a run that draws no noise there, where all 2 takes would go on',
    )
    expect(refused({ at: [0.2, 0.4] })).toBe('3 rounds')
    // the last step, to 0, draws none
    expect(refused({ at: [0.4, 0.8] })).toBe('3 rounds')
  })

  it('are refused for a plan without a step, and for one whose steps are found while it runs', () => {
    expect(refused({}, plan({ step: adaptiveStep, schedule: sigmas, shape }))).toBe(
      'the search: a plan whose intervals a controller chooses while it runs',
    )
    expect(refused({}, { _tag: 'Right', right: { ...orThrow(noisy), intervals: [] } })).toBe(
      'the search: a plan without a step',
    )
  })
})

describe('noise that forks', () => {
  it('is refused for steps that do not rise, and for what a source is refused for', () => {
    const fork = (...steps: readonly number[]) =>
      forkNoise([{ step: 0, seed: 1 }, ...steps.map((step) => ({ step, seed: step }))], ({ seed }) => keyed(seed))
        .refusal
    expect(fork(1, 2)).toBeUndefined()
    expect(fork(2, 2)?.wrong).toBe('steps 0, 2, 2')
    expect(forkNoise([{ step: 0, seed: -1 }], ({ seed }) => keyed(seed)).refusal?.subject).toBe('seed')
  })
})
