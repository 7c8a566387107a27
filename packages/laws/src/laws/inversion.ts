import {
  combine,
  type Draw,
  type Engine,
  type Frame,
  type Latent,
  type NoiseSource,
  type Plan,
  type PlanLike,
  type PlanResult,
  plan,
  type Step,
} from '@sigmastream/core'
import fc from 'fast-check'
import { latents } from '../arbitraries/latents.js'
import { mustBeNear, mustHaveSameFrames, peakOf } from '../compare.js'
import { type Law, law, refute } from '../law.js'
import { orThrow } from '../or-throw.js'
import { record } from '../record.js'
import { engineOf, listedScenes, type Scene } from '../scene.js'

/** An inversion under test: how a plan takes its noise from a recording, the tape of that, and how a plan runs on it. */
export interface InversionSubject {
  readonly name: string
  readonly step: Step
  readonly invert: (plan: PlanLike, recording: Latent) => PlanResult
  readonly replay: (plan: PlanLike) => PlanResult
  readonly tape: (frames: readonly Frame[], noise: NoiseSource) => NoiseSource
}

interface Recording {
  readonly scene: Scene
  readonly recording: Latent
}

/** Scenes of two steps or more, so that there is one with noise, and something to take it from. */
const recordings: fc.Arbitrary<Recording> = listedScenes({ steps: [2, 6] }).chain((scene) =>
  fc.record({ scene: fc.constant(scene), recording: latents(scene.shape, 8) }),
)

const planIn = ({ step }: InversionSubject, { scene: { sigmas, shape } }: Recording): Plan =>
  orThrow(plan({ step, schedule: sigmas, shape }))

/** The engine, and what it was asked on each interval. */
const watch = (engine: Engine) => {
  let calls = 0
  let drawn: readonly (Draw & { readonly noise: Latent })[] = []
  return {
    calls: () => calls,
    drawn: () => drawn,
    engine: {
      denoiser: (...call: Parameters<Engine['denoiser']>) => {
        calls += 1
        return engine.denoiser(...call)
      },
      noise: (query: Parameters<NoiseSource>[0]) => {
        const noise = engine.noise(query)
        drawn = [...drawn, { ...query, noise }]
        return noise
      },
    },
  }
}

/**
 * The recording in noise is where noise leads. The last that an interval draws is that in which the recording is seen there.
 */
export const copiesOfRecording = (subject: InversionSubject): Law =>
  law(
    `${subject.name}: every level that noise leads to is the recording and noise of that level, and the end is the recording, to rounding`,
    recordings,
    async (one) => {
      const { recording, scene } = one
      const given = planIn(subject, one)
      const { engine, drawn } = watch(engineOf(scene))
      const frames = await record(orThrow(subject.invert(given, recording)), engine)
      frames.forEach(({ at, carry: { x } }, i) => {
        const isLast = i === frames.length - 1
        if (given.step.draws(at).length === 0 && !isLast) return
        const last = drawn().findLast((draw) => draw.at.index === at.index)
        const copy = at.to === 0 ? recording : combine([1, recording], [at.to, last?.noise ?? recording])
        mustBeNear(`frame ${i} and the recording in noise`, x, copy, 2 ** -16 * Math.max(1, peakOf(copy)))
      })
    },
  )

/** What was taken with a model leads back with it. */
export const everyStateBack = (subject: InversionSubject): Law =>
  law(
    `${subject.name}: the same model, guidance and list give every state back, bit for bit`,
    recordings,
    async (one) => {
      const given = planIn(subject, one)
      const engine = engineOf(one.scene)
      const taken = await record(orThrow(subject.invert(given, one.recording)), engine)
      const replayed = await record(orThrow(subject.replay(given)), {
        ...engine,
        noise: subject.tape(taken, engine.noise),
      })
      mustHaveSameFrames('the tape, and where it was taken', replayed, taken)
    },
  )

/** Noise is solved for, and the model is not asked for that. */
export const askedOnce = (subject: InversionSubject): Law =>
  law(`${subject.name}: taking the noise asks the model as often as a run does`, recordings, async (one) => {
    const taking = orThrow(subject.invert(planIn(subject, one), one.recording))
    const { engine, calls } = watch(engineOf(one.scene))
    const frames = await record(taking, engine)
    const declared = frames.reduce((sum, { at }) => sum + subject.step.calls(at), 0)
    if (calls() !== declared) refute(`the model was asked ${calls()} times, and a run asks ${declared} times`)
  })
