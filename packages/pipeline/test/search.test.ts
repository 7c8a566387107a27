import type { Audio } from '@sigmastream/audio'
import { lastValueFrom, toArray } from 'rxjs'
import { describe, expect, it } from 'vitest'
import {
  exemplar,
  inpaint,
  orThrow,
  planOf,
  type Recipe,
  render,
  type SearchRequest,
  soundClip,
  vary,
  varySound,
  verifiers,
} from '../src/index.js'
import { heardTake } from '../src/search/heard-take.js'
import { errorOf, tone } from './support.js'

const rate = 8000

const toneClip = soundClip(tone(1))

/** Clicks that die away, so many a second, from `first` on. */
const clicks = (seconds: number, perSecond: number, first = 0): Audio => ({
  sampleRate: rate,
  channels: [
    Float32Array.from({ length: seconds * rate }, (_, n) => {
      const since = (n / rate - first) * perSecond
      const part = (since - Math.floor(since)) / perSecond
      return since < 0 ? 0 : 0.5 * Math.exp(-40 * part) * Math.sin(2 * Math.PI * 900 * part)
    }),
  ],
})

const louder = ({ sampleRate, channels }: Audio, by: number): Audio => ({
  sampleRate,
  channels: channels.map((samples) => Float32Array.from(samples, (sample) => sample * by)),
})

describe('the verifiers', () => {
  const score = (name: keyof typeof verifiers, sound: Audio, like: Audio | null = null): number =>
    verifiers[name].verifier({ sound, like })

  it('level: how many dB louder or softer than the other', () => {
    expect(score('level', louder(tone(1), 0.5), tone(1))).toBeCloseTo(-6.02, 2)
    expect(score('level', louder(tone(1), 2), tone(1))).toBeCloseTo(-6.02, 2)
    expect(score('level', louder(tone(1), 0), louder(tone(1), 0))).toBeCloseTo(0, 9)
    expect(score('level', louder(tone(1), 0), tone(1))).toBeLessThan(-80)
  })

  it('silence: the share of it that nobody hears', () => {
    const [samples = new Float32Array()] = tone(1).channels.map((channel) => channel.slice())
    samples.fill(0, rate / 4, rate / 2)
    expect(score('silence', { sampleRate: rate, channels: [samples] })).toBeCloseTo(-0.25, 1)
    expect(score('silence', tone(1))).toBeCloseTo(0, 9)
    expect(score('silence', louder(tone(1), 0.001))).toBe(-1)
  })

  it('clipping: the share of samples beyond full scale', () => {
    expect(score('clipping', tone(1))).toBeCloseTo(0, 9)
    expect(score('clipping', louder(tone(1), 4))).toBeLessThan(-0.3)
    expect(score('clipping', louder(tone(1), 40))).toBeLessThan(score('clipping', louder(tone(1), 4)))
  })

  it('onsets: 1 where they fall together, less where they do not', () => {
    const beat = clicks(3, 4)
    expect(score('onsets', beat, louder(beat, 0.5))).toBeGreaterThan(0.99)
    expect(score('onsets', clicks(3, 4, 0.125), beat)).toBeLessThan(0.3)
    expect(score('onsets', louder(beat, 0), beat)).toBe(0)
  })

  it('loop: octaves between the times after which they repeat', () => {
    expect(score('loop', clicks(4, 4), clicks(4, 4))).toBeCloseTo(0, 9)
    expect(score('loop', clicks(4, 5), clicks(4, 4))).toBeCloseTo(-Math.log2(5 / 4), 1)
    expect(score('loop', clicks(4, 2), clicks(4, 4))).toBeCloseTo(0, 1)
    expect(score('loop', louder(tone(4), 0), clicks(4, 4))).toBe(-1)
  })
})

describe('what a verifier hears', () => {
  /** Sound whose samples say where they are. */
  const slow = 500
  const ramp: Audio = { sampleRate: slow, channels: [Float32Array.from({ length: 12 * slow }, (_, n) => n)] }
  const clip = soundClip({
    sampleRate: slow,
    channels: [Float32Array.from({ length: 12 * slow }, (_, n) => Math.sin(n))],
  })
  const places = ({ channels: [samples] }: Audio): readonly string[] =>
    [...(samples ?? [])].flatMap((value, i, all) =>
      value === (all[i - 1] ?? Number.NaN) + 1 ? [] : [`${value / slow}`],
    )
  const heard = async (recipe: Recipe) =>
    heardTake(orThrow(await planOf(recipe, { model: exemplar(), clip })()), ramp, null)

  it('of a gap is what is in it with a second around, against what surrounds it', async () => {
    const { sound, like } = await heard({ ...inpaint([{ from: 5, to: 6 }]), steps: 2, seed: 1 })
    expect([places(sound), sound.channels[0]?.length]).toEqual([['4'], 3 * slow])
    expect([like === null ? [] : places(like), like?.channels[0]?.length]).toEqual([['1', '6'], 8 * slow])
  })

  it('of gaps near each other is one stretch, as far as there is sound', async () => {
    const gaps = [
      { from: 0.5, to: 1 },
      { from: 2, to: 2.5 },
      { from: 9, to: 9.5 },
    ]
    const { sound } = await heard({ ...inpaint(gaps), steps: 2, seed: 1 })
    expect([places(sound), sound.channels[0]?.length]).toEqual([['0', '8'], 6 * slow])
  })

  it('of a variation is all of it, against the clip', async () => {
    const { sound, like } = await heard({ ...vary(), steps: 2, seed: 1 })
    expect([sound, like]).toEqual([ramp, clip.audio])
  })
})

const noisy = { sampler: 'euler-ancestral', steps: 4, seed: 3, amount: 0.9 } as const
const loudest: SearchRequest['by'] = ({ sound }) => Math.max(...(sound.channels[0] ?? []))
const search: SearchRequest = { takes: 3, keep: 1, at: [0.5], by: loudest }

describe('a search', () => {
  it('gives the best take, whose recipe makes the same again without a search', async () => {
    const recipe: Recipe = {
      ...vary({ amount: noisy.amount }),
      sampler: noisy.sampler,
      steps: noisy.steps,
      seed: noisy.seed,
    }
    const events = await lastValueFrom(render(recipe, { model: exemplar(), clip: toneClip, search }).pipe(toArray()))
    const rounds = events.flatMap((event) => (event._tag === 'Round' ? [event] : []))
    expect(events.map(({ _tag }) => _tag).join(' ')).toBe(
      `Prepared${' Step'.repeat(6)} Round${' Step'.repeat(6)} Round Rendered`,
    )
    expect(rounds.map(({ step, kept, calls, bestOfCalls }) => [step, kept, calls, bestOfCalls])).toEqual([
      [2, 1, 6, 12],
      [4, 1, 12, 12],
    ])
    const [best] = rounds[0]?.ranking ?? []
    expect(rounds[1]?.ranking.map(({ seed, forks }) => `${seed} ${forks}`).toSorted()).toEqual(
      [`${best?.seed} undefined`, `${best?.seed} 6@2`, `${best?.seed} 7@2`].toSorted(),
    )
    const found = events.at(-1)
    if (found?._tag !== 'Rendered') throw new Error('nothing was rendered')
    expect(found.job.recipe).toMatchObject({ seed: rounds[1]?.ranking[0]?.seed })
    expect(found.job.recipe.forks).toBe(rounds[1]?.ranking[0]?.forks)
    const again = await lastValueFrom(render(found.job.recipe, { model: exemplar(), clip: toneClip }))
    expect(again._tag === 'Rendered' && again.result.latent.data).toEqual(found.result.latent.data)
    expect(again._tag === 'Rendered' && again.result.summary).toEqual(found.result.summary)
  })

  it('is an option of the promises too', async () => {
    const found = await varySound(toneClip, { ...noisy, search })
    const { forks, seed } = found.job.recipe
    const alone = await varySound(toneClip, { ...noisy, seed, ...(forks === undefined ? {} : { forks }) })
    expect(alone.latent.data).toEqual(found.latent.data)
  })

  it.each([
    [{ takes: 0 }, 'takes', /takes: 0; give a whole number of at least 1/],
    [{ keep: 3 }, 'keep', /keep: 3 of 3 takes; give a whole number of at least 1 that is below 3/],
    [{ at: [0.1] }, 'at', /at: a checkpoint at 0.1 of 4 steps, which is after 0/],
    [{ like: { sampleRate: 0, channels: [] } }, 'like', /like/],
  ] as const)('is refused for %o', async (more, field, said) => {
    const error = await errorOf(varySound(toneClip, { ...noisy, search: { ...search, ...more } }))
    expect(error).toMatchObject({ _tag: 'BadRecipe', field })
    await expect(varySound(toneClip, { ...noisy, search: { ...search, ...more } })).rejects.toThrow(said)
  })

  it('is refused where its verifier has nothing to go by', async () => {
    const filling: Recipe = { ...inpaint([{ from: 0.3, to: 0.6 }]), steps: 4, seed: 1 }
    const aligned = lastValueFrom(
      render(filling, { model: exemplar(), clip: toneClip, search: { ...search, by: 'onsets' } }),
    )
    await expect(aligned).rejects.toThrow('by onsets compares moment by moment, and nobody knows what was in a gap')
    const batch = lastValueFrom(render({ ...filling, batch: 2 }, { model: exemplar(), clip: toneClip, search }))
    await expect(batch).rejects.toThrow('batch is 2, and a search makes one result')
    const earlier = lastValueFrom(
      render({ ...filling, earlier: [{ until: 2, seed: 5 }] }, { model: exemplar(), clip: toneClip, search }),
    )
    await expect(earlier).rejects.toThrow('earlier: what goes on from a checkpoint of another run is no search')
    const forked = varySound(toneClip, { ...noisy, forks: '9@1', search })
    await expect(forked).rejects.toThrow('forks is 9@1, and a search makes forks of its own')
  })

  it('fails as a verifier of your own does, and where it gives no number', async () => {
    const deaf = () => {
      throw new Error('deaf')
    }
    await expect(varySound(toneClip, { ...noisy, search: { ...search, by: deaf } })).rejects.toThrow('deaf')
    await expect(varySound(toneClip, { ...noisy, search: { ...search, by: () => Number.NaN } })).rejects.toThrow(
      'step 1: the verifier gave NaN',
    )
  })
})

describe('forks of a recipe', () => {
  const frames = async (more: object): Promise<readonly (readonly number[])[]> => {
    const recipe: Recipe = { ...vary({ amount: 0.9 }), sampler: 'euler-ancestral', steps: 4, seed: 3, ...more }
    const events = await lastValueFrom(render(recipe, { model: exemplar(), clip: toneClip }).pipe(toArray()))
    return events.flatMap((event) => (event._tag === 'Frame' ? [[...event.frame.carry.x.data]] : []))
  }

  it.each(['keyed', 'brownian', 'torch-cpu'] as const)('leave %s noise as it is up to their step', async (noise) => {
    const [plain, fork] = [await frames({ noise }), await frames({ noise, forks: '9@2' })]
    expect(fork.map((frame, i) => frame.every((value, n) => value === plain[i]?.[n]))).toEqual([
      true,
      true,
      false,
      false,
    ])
  })

  it('are refused where no noise is drawn any more, for another seed would make the same', async () => {
    for (const sampler of ['euler', 'dpm-adaptive'])
      await expect(frames({ sampler, forks: '9@2' })).rejects.toThrow(
        'forks: no noise is drawn from step 2 on, so another seed makes the same again: give a sampler that draws some, ' +
          'such as dpmpp-2m-sde (sigmastream samplers lists which do)',
      )
    // The last step, to no noise, draws none.
    await expect(frames({ forks: '9@1,8@3' })).rejects.toThrow(
      'forks: no noise is drawn from step 3 on, so another seed makes the same again: give a step from 1 to 2',
    )
    await expect(frames({ forks: '9@1,8@2' })).resolves.toHaveLength(4)
  })

  it('of what a run was before it was forked are not looked at once more', async () => {
    const earlier = [{ until: 2, sampler: 'euler-ancestral', forks: '9@1' }]
    await expect(frames({ sampler: 'euler', forks: '9@1', earlier })).resolves.toHaveLength(4)
  })

  it('are refused where no step is left for them, and where they are no forks', async () => {
    await expect(frames({ forks: '9@4' })).rejects.toThrow(
      'forks: there is no step 4, for steps count from 0 and the last is 3: give a step from 1 to 3',
    )
    for (const forks of ['9@0', '9', '9@2,8@2', '9@2,', '-1@2', '1.5@2', '9@2;8@3'])
      await expect(frames({ forks })).rejects.toThrow(
        'give seeds and the steps that they begin at, such as 103@12,117@24',
      )
  })
})
