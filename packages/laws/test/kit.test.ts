import { brownian, forkNoise, keyed, noiseBetween } from '@sigmastream/core/noise'
import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import {
  algebraLaws,
  assertLaw,
  cfgppLaws,
  editingLaws,
  guidanceLaws,
  inversionLaws,
  jumpLaws,
  law,
  noiseLaws,
  observerLaws,
  posteriorLaws,
  refute,
  rollLaws,
  runsOf,
  samplerLaws,
  testNoise,
  windowLaws,
} from '../src/index.js'
import { soundEdit } from './editing-mutants.js'
import { soundGuidance, soundSwitch } from './guidance-mutants.js'
import { inversionBy } from './inversion-mutants.js'
import { soundJumper } from './jump-mutants.js'
import { soundPosterior } from './posterior-mutants.js'
import { soundRoll } from './roll-mutants.js'
import { adaptive, sound } from './samplers.js'
import { soundWindowed } from './windows-mutants.js'

describe('the laws of core', () => {
  const laws = [
    ...algebraLaws(),
    ...Object.values(sound).flatMap((subject) => samplerLaws(subject)),
    ...samplerLaws(adaptive),
    ...[adaptive, sound.noisyEuler, sound.twoStep].flatMap((subject) => observerLaws(subject)),
    ...guidanceLaws({ name: 'momentum', guided: soundGuidance }),
    ...inversionLaws(inversionBy()),
    ...cfgppLaws({
      name: 'euler',
      step: sound.euler.step,
      switched: soundSwitch(sound.euler.step),
      guided: soundGuidance,
    }),
    ...jumpLaws({ ...soundJumper, name: 'two steps again' }),
    ...posteriorLaws({ ...soundPosterior, name: 'a posterior' }),
    ...editingLaws({ ...soundEdit, name: 'edit' }),
    ...windowLaws({ name: 'windows', windowed: soundWindowed }),
    ...rollLaws({ name: 'a sound that goes round', withRoll: soundRoll }),
    ...noiseLaws({ name: 'keyed noise', source: testNoise }),
    ...noiseLaws({ name: 'brownian noise', source: (seeds) => brownian(seeds) }),
    ...noiseLaws({
      name: 'noise between two seeds',
      source: (seeds) => noiseBetween(keyed(seeds), keyed(seeds.map((seed) => seed + 1)), 0.3),
    }),
    ...noiseLaws({
      name: 'noise that forks',
      forks: true,
      source: (seeds) =>
        forkNoise(
          [
            { step: 0, seed: 0 },
            { step: 2, seed: 2 ** 20 },
          ],
          ({ seed }) => keyed(seeds.map((own) => own + seed)),
        ),
    }),
  ]
  it.each(laws)('$name', async (one) => {
    await expect(assertLaw(one)).resolves.toBeUndefined()
  })
})

describe('the law kit', () => {
  it('gives an adaptive sampler no law about items, single steps, orders or polynomials, and a listed one all of them', () => {
    const ofAdaptive = samplerLaws(adaptive).map(({ name }) => name.replace('adaptive: ', ''))
    const ofEuler = samplerLaws(sound.euler).map(({ name }) => name.replace('euler: ', ''))
    expect(ofEuler.filter((name) => !ofAdaptive.includes(name))).toEqual([
      'every item of a batch equals the item alone, bit for bit',
      'a schedule of one step works',
      'the order of convergence is at least 1',
      'from pure noise it is refused, or comes down to the noise of the next level',
      'one model in flow form and in sigma gives the same run, to rounding',
      'with a full history, the polynomials that it claims are integrated exactly, to rounding',
    ])
  })

  it('gives a sampler that decides batchwise no law about items, and every other', () => {
    const names = (laws: readonly { readonly name: string }[]) => laws.map(({ name }) => name)
    const batchwise = names(samplerLaws({ ...sound.euler, batchwise: true }))
    expect(names(samplerLaws(sound.euler)).filter((name) => !batchwise.includes(name))).toEqual([
      'euler: every item of a batch equals the item alone, bit for bit',
    ])
  })

  it('prints the seed once, and reports a broken law with the counterexample and how to replay it', async () => {
    const printed = vi.spyOn(console, 'info').mockImplementation(() => undefined)
    const wrong = law('numbers are below 10', fc.nat(), async (n) => {
      if (n >= 10) refute(`${n} is not below 10`)
    })
    const failing = () => assertLaw(wrong, { seed: 4242, runs: 50 })
    await expect(failing()).rejects.toThrow(
      /broken law: numbers are below 10[^]*Counterexample: \[10\][^]*10 is not below 10[^]*SEED=4242 SIGMASTREAM_RUNS=50/,
    )
    await expect(failing()).rejects.toThrow('Counterexample: [10]')
    expect(printed.mock.calls.filter(([line]) => String(line).includes('4242'))).toHaveLength(1)
    printed.mockRestore()
  })

  it('reads the seed and the number of runs from the environment, and refuses what is no number', () => {
    expect(runsOf({}, 7)).toEqual({ seed: 7, runs: 25 })
    expect(runsOf({ SIGMASTREAM_SEED: '-3', SIGMASTREAM_RUNS: '1000' }, 7)).toEqual({ seed: -3, runs: 1000 })
    expect(() => runsOf({ SIGMASTREAM_RUNS: '0' }, 7)).toThrow(
      'SIGMASTREAM_RUNS is "0"; give a whole number of at least 1',
    )
    expect(() => runsOf({ SIGMASTREAM_SEED: 'abc' }, 7)).toThrow('SIGMASTREAM_SEED is "abc"')
  })
})
