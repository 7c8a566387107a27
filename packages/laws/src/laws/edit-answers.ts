import type { Denoiser, Latent, Slot } from '@sigmastream/core'
import { gaussianDenoiser } from '@sigmastream/core/analytic'
import fc from 'fast-check'
import { latents } from '../arbitraries/latents.js'
import { mustBeNear, peakOf } from '../compare.js'
import { law, refute } from '../law.js'
import { type Edit, type EditingLaw, edits, noiseOf, sidesOf, zeros } from './editing.js'

/** One call of an edit that is under way. */
interface Question extends Edit {
  readonly delta: Latent
  readonly sigma: number
}

const questions: fc.Arbitrary<Question> = edits.chain((edit) =>
  fc
    .tuple(latents(edit.scene.shape, 8), fc.integer({ min: 1, max: 200 }))
    .map(([delta, tenths]) => ({ ...edit, delta, sigma: tenths / 10 })),
)

const { signal } = new AbortController()

/** What is not the same on both sides changes sign with them, as long as nothing has changed yet. */
export const swappedSides: EditingLaw = ({ name, editing }) =>
  law(`${name}: swapping source and target negates the first answer of an edit, exactly`, questions, async (one) => {
    const { reference, scene, sigma } = one
    const [source, target] = sidesOf(one)
    const ask = (from: Denoiser, to: Denoiser): Promise<Latent> =>
      editing(from, to, reference, noiseOf(scene))(zeros(reference), sigma, signal)
    const [there, back] = [await ask(source, target), await ask(target, source)]
    const element = [...there.data].findIndex((value, i) => value + (back.data[i] ?? Number.NaN) !== 0)
    if (element !== -1) refute(`${there.data[element]} is not - ${back.data[element]} at element ${element}`)
  })

/** What each side is asked, and what becomes of its answers. */
export const askedSides: EditingLaw = ({ name, editing }) =>
  law(
    `${name}: the source is asked at x + sigma eps, the target there with the edit, and the answer is their difference`,
    questions,
    async (one) => {
      const { reference, scene, delta, sigma } = one
      const asked: { readonly x: Latent; readonly answer: Latent }[] = []
      const [source, target] = sidesOf(one).map(
        (side): Denoiser =>
          async (x, ...rest) => {
            const answer = await side(x, ...rest)
            asked.push({ x, answer })
            return answer
          },
      )
      // two sides were watched
      const answer = await editing(source!, target!, reference, noiseOf(scene))(delta, sigma, signal)
      const [heard, wanted, ...more] = asked
      if (heard === undefined || wanted === undefined || more.length > 0) return refute(`${asked.length} calls, not 2`)
      const eps = noiseOf(scene)(sigma, reference.shape)
      const at = (of: (i: number) => number): Latent => ({
        shape: reference.shape,
        data: reference.data.slice().map((_, i) => of(i)),
      })
      // all of one shape
      const noised = (i: number): number => reference.data[i]! + sigma * eps.data[i]!
      const bound = (1 + peakOf(reference) + sigma * peakOf(eps) + peakOf(delta)) * 2 ** -22
      mustBeNear('what the source was asked', heard.x, at(noised), bound)
      mustBeNear(
        'what the target was asked',
        wanted.x,
        at((i) => noised(i) + delta.data[i]!),
        bound,
      )
      mustBeNear(
        'the answer, and the difference',
        answer,
        at((i) => wanted.answer.data[i]! - heard.answer.data[i]!),
        0,
      )
    },
  )

/** Guidance of two sides has two states. */
export const toldSides: EditingLaw = ({ name, editing }) =>
  law(`${name}: each side of an edit is told the state that it left itself`, questions, async (one) => {
    const { reference, scene, delta, sigma } = one
    const told: (readonly [left: Slot, next: Slot | null])[] = []
    const [source, target] = sidesOf(one).map((side, i): Denoiser => {
      const left: Slot = { owner: 'guidance', state: i }
      return async (x, level, stop, context) => {
        told.push([left, context?.slot ?? null])
        return { ...(await side(x, level, stop)), slot: left }
      }
    })
    const denoiser = editing(source!, target!, reference, noiseOf(scene)) // two sides were watched
    const first = await denoiser(delta, sigma, signal, { slot: null, unconditional: false })
    const strange = told.splice(0).find(([, before]) => before !== null)
    if (strange !== undefined) refute('a side was told a state before it left one')
    await denoiser(delta, sigma, signal, { slot: first.slot ?? null, unconditional: false })
    for (const [left, before] of told)
      if (before?.owner !== left.owner || before.state !== left.state)
        refute(`side ${String(left.state)} was told ${JSON.stringify(before)}`)
  })

/** Between Gaussians of one width the noise cancels, and what is left is a Gaussian again. */
export const gaussianSides: EditingLaw = ({ name, editing }) =>
  law(
    `${name}: between Gaussians of one deviation an edit is the Gaussian between their means, to rounding`,
    fc.tuple(
      questions,
      fc.integer({ min: -20, max: 20 }),
      fc.integer({ min: -20, max: 20 }),
      fc.integer({ min: 1, max: 30 }),
    ),
    async ([{ reference, scene, delta, sigma }, from, to, tenths]) => {
      const [source, target] = [from, to].map((mean) => gaussianDenoiser(mean / 10, tenths / 10))
      const denoiser = editing(source!, target!, reference, noiseOf(scene)) // of two means
      const between = gaussianDenoiser((to - from) / 10, tenths / 10)
      const size = 4 + peakOf(reference) + peakOf(delta) + sigma * peakOf(noiseOf(scene)(sigma, reference.shape))
      mustBeNear(
        'the edit, and the Gaussian',
        await denoiser(delta, sigma, signal),
        await between(delta, sigma, signal),
        size * 2 ** -21,
      )
    },
  )
