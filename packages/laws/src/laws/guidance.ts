import type { Denoiser } from '@sigmastream/core'
import fc from 'fast-check'
import { latents, shapes } from '../arbitraries/latents.js'
import { denoiserOf, type Model, models } from '../arbitraries/models.js'
import { itemAt, mustHaveSameBits } from '../compare.js'
import { type Law, law, refute } from '../law.js'
import { askInTurn, type Question } from './ask-in-turn.js'
import { type LabelledModel, labelledModel } from './labelled-model.js'

/** Guidance under test: it leads toward label 0 and away from label 1; label 2 is neither, for who asks it. */
export interface GuidanceSubject {
  readonly name: string
  readonly guided: (model: LabelledModel, scale: number) => Denoiser
  /** Whether it acts at scale 1 too, and so has not the law about it. */
  readonly actsAtOne?: boolean
}

const { signal } = new AbortController()

interface Calls {
  readonly model: Model
  readonly questions: readonly Question[]
  readonly scale: number
}

/** Some calls of a run: x of one shape, at any noise levels. */
const someCalls: fc.Arbitrary<Calls> = shapes({ batch: [2, 3] }).chain((shape) =>
  fc.record({
    model: models,
    questions: fc.array(
      fc.tuple(
        latents(shape, 20),
        fc.integer({ min: 1, max: 200 }).map((n) => n / 10),
      ),
      {
        minLength: 2,
        maxLength: 4,
      },
    ),
    scale: fc.integer({ min: 2, max: 9 }),
  }),
)

/** Guidance of scale 1 is none: the conditional answer, for the price of one branch. */
export const scaleOne = ({ name, guided }: GuidanceSubject): Law =>
  law(
    `${name}: scale 1 is the conditional answer, bit for bit, and asks no other branch`,
    someCalls,
    async ({ model, questions }) => {
      const asked: number[] = []
      const watched: LabelledModel = (x, sigma, labels, ...rest) => {
        asked.push(...labels)
        return labelledModel(model)(x, sigma, labels, ...rest)
      }
      const calls = await askInTurn(guided(watched, 1), questions)
      if (asked.some((label) => label !== 0) || asked.length !== questions.length)
        refute(`${questions.length} calls asked the branches ${asked.join(', ')}`)
      for (const [i, [x, sigma]] of questions.entries())
        mustHaveSameBits(`answer ${i}`, calls[i]!.answer, await denoiserOf(model, x.shape)(x, sigma, signal)) // one for each
    },
  )

/** A batch is items, under guidance too: norms and means are those of an item. */
export const guidedAlone = ({ name, guided }: GuidanceSubject): Law =>
  law(`${name}: every item of a batch is guided as it is alone, bit for bit`, someCalls, async (one) => {
    const denoiser = guided(labelledModel(one.model), one.scale)
    const together = await askInTurn(denoiser, one.questions)
    const items = one.questions[0]![0].shape[0] // at least two questions are asked
    for (let item = 0; item < items; item++) {
      const alone = await askInTurn(
        denoiser,
        one.questions.map(([x, sigma]) => [itemAt(x, item), sigma] as const),
      )
      together.forEach(
        ({ answer }, i) => mustHaveSameBits(`item ${item}, call ${i}`, itemAt(answer, item), alone[i]!.answer), // one for each question
      )
    }
  })

/** What guidance remembers is what it is told: asked again, in another order, it answers the same. */
export const guidedByState = ({ name, guided }: GuidanceSubject): Law =>
  law(
    `${name}: an answer follows from x, sigma and the state that is told, and from nothing else, bit for bit`,
    someCalls,
    async ({ model, questions, scale }) => {
      const denoiser = guided(labelledModel(model), scale)
      const calls = await askInTurn(denoiser, questions)
      for (const [i, { slot, answer }] of [...calls.entries()].toReversed()) {
        const [x, sigma] = questions[i]! // one call a question
        mustHaveSameBits(
          `call ${i}, asked again`,
          await denoiser(x, sigma, signal, { slot, unconditional: false }),
          answer,
        )
      }
    },
  )
