import { describe, expect, it } from 'vitest'
import {
  algebraLaws,
  assertLaw,
  cfgppLaws,
  denoiserLaws,
  editingLaws,
  frameLaws,
  gaussianDenoiser,
  guidanceLaws,
  inversionLaws,
  jumpLaws,
  noiseLaws,
  observerLaws,
  posteriorLaws,
  rollLaws,
  samplerLaws,
  testNoise,
  windowLaws,
} from '../src/index.js'
import { algebraMutants } from './algebra-mutants.js'
import { denoiserMutants } from './denoiser-mutants.js'
import { editingMutants, soundEdit } from './editing-mutants.js'
import { frameMutants, soundStorage } from './frame-mutants.js'
import { guidanceMutants, soundGuidance, soundSwitch } from './guidance-mutants.js'
import { inpaintMutants } from './inpaint-mutants.js'
import { inversionBy, inversionMutants } from './inversion-mutants.js'
import { jumpMutants, soundJumper } from './jump-mutants.js'
import { multistepMutants } from './multistep-mutants.js'
import { sentenceOf } from './mutant.js'
import { noiseMutants } from './noise-mutants.js'
import { observerMutants } from './observer-mutants.js'
import { posteriorMutants, soundPosterior } from './posterior-mutants.js'
import { rollMutants, soundRoll } from './roll-mutants.js'
import { samplerMutants } from './sampler-mutants.js'
import { sound } from './samplers.js'
import { streamMutants } from './stream-mutants.js'
import { soundWindowed, windowsMutants } from './windows-mutants.js'

const mutants = [
  ...algebraMutants,
  ...samplerMutants,
  ...multistepMutants,
  ...inpaintMutants,
  ...streamMutants,
  ...noiseMutants,
  ...observerMutants,
  ...denoiserMutants,
  ...editingMutants,
  ...guidanceMutants,
  ...jumpMutants,
  ...posteriorMutants,
  ...inversionMutants,
  ...frameMutants,
  ...windowsMutants,
  ...rollMutants,
]

describe('a law that no mutant can break is not a test', () => {
  it.each(mutants)('$wrong is killed by: $breaks', async ({ laws, breaks, says }) => {
    const [broken, ...others] = laws.filter((law) => sentenceOf(law) === breaks)
    expect(others).toEqual([])
    // One seed for all: whether a mutant dies must not depend on luck.
    await expect(broken && assertLaw(broken, { seed: 1, runs: 25 })).rejects.toThrow(says)
  })

  it('every law of the kit has a mutant', () => {
    const killers = new Set(
      mutants.map(({ breaks }) => breaks.replace(/order of convergence is .*/, 'order of convergence')),
    )
    const laws = [
      ...algebraLaws(),
      ...samplerLaws({ ...sound.euler, name: 'mutant' }),
      ...samplerLaws({ ...sound.noisyEuler, name: 'mutant' }),
      ...samplerLaws({ ...sound.halvedNoise, name: 'mutant' }),
      ...noiseLaws({ name: 'mutant', source: testNoise }),
      ...observerLaws({ ...sound.noisyEuler, name: 'mutant' }),
      ...guidanceLaws({ name: 'mutant', guided: soundGuidance }),
      ...inversionLaws(inversionBy()),
      ...cfgppLaws({
        name: 'mutant',
        step: sound.euler.step,
        switched: soundSwitch(sound.euler.step),
        guided: soundGuidance,
      }),
      ...jumpLaws(soundJumper),
      ...posteriorLaws(soundPosterior),
      ...editingLaws(soundEdit),
      ...frameLaws({ ...sound.euler, name: 'mutant' }, soundStorage),
      ...windowLaws({ name: 'mutant', windowed: soundWindowed }),
      ...rollLaws({ name: 'mutant', withRoll: soundRoll }),
      ...denoiserLaws({ name: 'mutant', denoiser: gaussianDenoiser(0, 1), shape: [1, 1, 1] }),
    ]
    const idle = laws.map((law) => sentenceOf(law).replace(/order of convergence is .*/, 'order of convergence'))
    expect(idle.filter((sentence) => !killers.has(sentence))).toEqual([])
  })
})
