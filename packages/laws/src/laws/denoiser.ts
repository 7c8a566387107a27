import type { Denoiser, Latent, Shape } from '@sigmastream/core'
import fc from 'fast-check'
import { latents } from '../arbitraries/latents.js'
import { type Law, law } from '../law.js'
import { watcher } from '../watcher.js'

/** A model under test: what it is called, and the one shape `[batch, channels, frames]` that it is asked with. */
export interface DenoiserSubject {
  readonly name: string
  readonly denoiser: Denoiser
  readonly shape: Shape
}

type DenoiserLaw = (subject: DenoiserSubject) => Law

interface Question {
  readonly x: Latent
  readonly sigma: number
}

/** Calls one after the other, with x of the size that a run has at such a sigma. */
const questions = (shape: Shape): fc.Arbitrary<readonly Question[]> =>
  fc.array(fc.record({ x: latents(shape, 100), sigma: fc.integer({ min: 1, max: 800 }).map((n) => n / 10) }), {
    minLength: 2,
    maxLength: 4,
  })

const { signal } = new AbortController()

/** A model may keep x for as long as it likes, and must copy it before it changes it: the solver reads it again. */
export const leavesQuestions: DenoiserLaw = ({ name, denoiser, shape }) =>
  law(`${name}: no call writes into the x that it is given`, questions(shape), async (asked) => {
    const { watch, check } = watcher()
    for (const { x, sigma } of asked) await denoiser(watch('the x of a call', x), sigma, signal)
    check()
  })

/** A model gives a new latent for each call: solvers of several steps and whoever watches keep the earlier ones. */
export const leavesAnswers: DenoiserLaw = ({ name, denoiser, shape }) =>
  law(`${name}: no answer changes after it was given, whatever is asked later`, questions(shape), async (asked) => {
    const { watch, check } = watcher()
    for (const { x, sigma } of asked) watch('an answer', await denoiser(x, sigma, signal))
    check()
  })
