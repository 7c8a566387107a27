import type { Answer, Denoiser, Latent, Slot, Step } from '@sigmastream/core'
import { combine, fromLatent } from '@sigmastream/core'
import { gaussianDenoiser } from '@sigmastream/core/analytic'
import fc from 'fast-check'
import { latents, shapes } from '../arbitraries/latents.js'
import { denoiserOf, type Model, models } from '../arbitraries/models.js'
import { itemAt, mustBeNear, mustHaveSameBits, mustHaveSameFrames, peakOf } from '../compare.js'
import { type Law, law, refute } from '../law.js'
import { record } from '../record.js'
import { engineOf, listedScenes, planOf } from '../scene.js'
import { stepSubject } from '../subject.js'

/** A model that can be asked under several labels at once: one answer a label, in order. */
export type LabelledModel = (
  x: Latent,
  sigma: number,
  labels: readonly number[],
  signal: AbortSignal,
) => Promise<readonly Latent[]>

/** Guidance under test: it leads toward label 0 and away from label 1; label 2 is neither, for who asks it. */
export interface GuidanceSubject {
  readonly name: string
  readonly guided: (model: LabelledModel, scale: number) => Denoiser
  /** Whether it acts at scale 1 too, and so has not the law about it. */
  readonly actsAtOne?: boolean
}

/** CFG++ under test: a step, and the same step with the switch. */
export interface CfgppSubject {
  readonly name: string
  readonly step: Step
  readonly switched: Step
  readonly guided: GuidanceSubject['guided']
}

const { signal } = new AbortController()

/** Label 0 is the model of the case; the others are Gaussians that differ from it. */
const labelledModel = (model: Model): LabelledModel => {
  const away = gaussianDenoiser(-1, 0.7)
  const neutral = gaussianDenoiser(0.25, 1.5)
  return (x, sigma, labels) =>
    Promise.all(
      labels.map((label) =>
        (label === 0 ? denoiserOf(model, x.shape) : label === 1 ? away : neutral)(x, sigma, signal),
      ),
    )
}

interface Calls {
  readonly model: Model
  readonly questions: readonly (readonly [x: Latent, sigma: number])[]
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

/** One call as a run makes it: with what it was told, and what it answered. */
interface Call {
  readonly slot: Slot | null
  readonly answer: Answer
}

/** Asks one question after the other, each told the state that the answer before it left. */
const askInTurn = async (
  denoiser: Denoiser,
  questions: Calls['questions'],
  unconditional = false,
): Promise<readonly Call[]> => {
  const calls: Call[] = []
  for (const [x, sigma] of questions) {
    const slot = calls.at(-1)?.answer.slot ?? null
    calls.push({ slot, answer: await denoiser(x, sigma, signal, { slot, unconditional }) })
  }
  return calls
}

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

/** At scale 0 nothing is led toward: what is left is the plain sampler on what is led away from. */
export const cfgppAtZero = ({ name, step, switched, guided }: CfgppSubject): Law =>
  law(
    `${name}: CFG++ at scale 0 is the sampler on the unconditional model, bit for bit`,
    listedScenes({ steps: [1, 5] }),
    async (scene) => {
      const engine = engineOf(scene)
      const model = labelledModel(scene.model)
      const alone: Denoiser = async (x, sigma) => (await model(x, sigma, [1], signal))[0]! // one answer a label
      mustHaveSameFrames(
        'CFG++ at scale 0, and the sampler on the unconditional model',
        await record(planOf(stepSubject(name, switched), scene), { ...engine, denoiser: guided(model, 0) }),
        await record(planOf(stepSubject(name, step), scene), { ...engine, denoiser: alone }),
      )
    },
  )

/** At scale 1 a step of one call lands on the conditional estimate, with the noise of the unconditional one. */
export const cfgppAtOne = ({ name, switched, guided }: CfgppSubject): Law =>
  law(
    `${name}: CFG++ at scale 1 lands on the conditional estimate plus sigma' times the unconditional noise, to rounding`,
    listedScenes({ steps: [1, 1] }).chain((scene) => fc.tuple(fc.constant(scene), latents(scene.shape, 20))),
    async ([scene, x]) => {
      const [from = 1, to = 0] = scene.sigmas
      const model = labelledModel(scene.model)
      const [conditional, unconditional] = await model(x, from, [0, 1], signal)
      const plan = { ...planOf(stepSubject(name, switched), scene), start: fromLatent(x) }
      const [frame] = await record(plan, { ...engineOf(scene), denoiser: guided(model, 1) })
      // The model answers as often as it is asked, and a plan of one interval has one frame.
      const landed = combine([1, conditional!], [to / from, x], [-to / from, unconditional!])
      mustBeNear('the step, and the formula', frame!.carry.x, landed, (1 + peakOf(landed) + peakOf(x)) * 2 ** -18)
    },
  )
