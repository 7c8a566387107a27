import type { Answer, Denoiser, FrameRange } from '@sigmastream/core'
import { gaussianDenoiser } from '@sigmastream/core/analytic'
import { denoiserOf } from '../arbitraries/models.js'
import { mustHaveSameBits } from '../compare.js'
import { type Law, law } from '../law.js'
import { askInTurn } from './ask-in-turn.js'
import { attentive, withUnguided } from './attentive.js'
import { framesOf, type LongCalls, longCalls, pick } from './long-calls.js'

/**
 * A denoiser of long latents under test: it asks a model of each of some windows, which together are all frames of a
 * latent, and blends what it answers.
 */
export interface WindowsSubject {
  readonly name: string
  readonly windowed: (model: Denoiser, windows: readonly FrameRange[], frames: number) => Denoiser
}

/** Ends a law unless two answers are equal at these frames of each: the denoised, and the unconditional estimate. */
const mustAnswerAlike = (
  what: string,
  [answer, frames]: readonly [Answer, readonly number[]],
  [own, ownFrames]: readonly [Answer, readonly number[]],
): void => {
  mustHaveSameBits(what, pick(answer, frames), pick(own, ownFrames))
  mustHaveSameBits(
    `${what}, unconditional`,
    pick(answer.unconditional ?? answer, frames),
    pick(own.unconditional ?? own, ownFrames),
  )
}

const modelOf = ({ model, questions }: LongCalls): Denoiser => denoiserOf(model, questions[0]![0].shape) // at least two are asked

/** What fits into a window needs no windows. */
export const oneWindow = ({ name, windowed }: WindowsSubject): Law =>
  law(`${name}: one window is the plain denoiser, bit for bit`, longCalls, async (one) => {
    const plain = attentive(modelOf(one))
    const frames = one.questions[0]![0].shape[2] // as above
    const all = framesOf({ start: 0, end: frames })
    const long = await askInTurn(windowed(plain, [{ start: 0, end: frames }], frames), one.questions, true)
    const own = await askInTurn(plain, one.questions, true)
    long.forEach(({ answer }, i) => mustAnswerAlike(`call ${i}`, [answer, all], [own[i]!.answer, all])) // one for each question
  })

/** Blending begins where windows overlap, and each window goes on from what itself was told. */
export const windowAlone = ({ name, windowed }: WindowsSubject): Law =>
  law(
    `${name}: where one window alone covers a frame, its answer passes unchanged, bit for bit`,
    longCalls,
    async (one) => {
      const { windows, questions } = one
      const plain = attentive(modelOf(one))
      const frames = questions[0]![0].shape[2] // as above
      const long = await askInTurn(windowed(plain, windows, frames), questions, true)
      for (const [w, range] of windows.entries()) {
        const rest = windows.filter((__, i) => i !== w).flatMap(framesOf)
        const alone = framesOf(range).filter((frame) => !rest.includes(frame))
        const parts = questions.map(([x, sigma]) => [pick(x, framesOf(range)), sigma] as const)
        const own = await askInTurn(plain, parts, true)
        const inside = alone.map((frame) => frame - range.start)
        long.forEach(
          ({ answer }, i) => mustAnswerAlike(`window ${w}, call ${i}`, [answer, alone], [own[i]!.answer, inside]), // as above
        )
      }
    },
  )

/** A blend is between what it blends: of a model that looks at every element by itself nothing changes. */
export const equalAnswers = ({ name, windowed }: WindowsSubject): Law =>
  law(`${name}: equal answers blend to that answer, bit for bit`, longCalls, async ({ windows, questions }) => {
    const plain = withUnguided(gaussianDenoiser(0.25, 1.5))
    const frames = questions[0]![0].shape[2] // as above
    const all = framesOf({ start: 0, end: frames })
    const long = await askInTurn(windowed(plain, windows, frames), questions, true)
    const own = await askInTurn(plain, questions, true)
    long.forEach(({ answer }, i) => mustAnswerAlike(`call ${i}`, [answer, all], [own[i]!.answer, all])) // as above
  })
