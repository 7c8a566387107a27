import { build, type Denoiser, type Engine, type Plan, type Shape, startOf } from '@sigmastream/core'
import { pureNoise } from '@sigmastream/core/schedules'
import fc from 'fast-check'
import type { FlowForm, FlowPoint, FlowValues, Velocity } from '../flow-form.js'
import { type Law, law, refute } from '../law.js'
import { orThrow } from '../or-throw.js'
import { record } from '../record.js'
import { engineOf, planOf, type Scene, scenes } from '../scene.js'
import type { Subject } from '../subject.js'

// The law's own: t = sigma / (1 + sigma) and 1 at pure noise, and what x_t is multiplied by on the way back.
const timeOf = (sigma: number): number => (sigma < pureNoise ? sigma / (1 + sigma) : 1)
const scaleAt = (t: number): number => (t < 1 ? 1 / (1 - t) : pureNoise)

/** The same model as a flow model. */
const velocityOf =
  (denoiser: Denoiser, shape: Shape): Velocity =>
  async (x, t) => {
    const given = build(shape, (out) => out.set(x.map((value) => value * scaleAt(t))))
    const { data } = await denoiser(given, t * scaleAt(t), new AbortController().signal)
    const clean = [...data]
    return x.map((value, i) => (value - (clean[i] ?? Number.NaN)) / t)
  }

/** The frames of a run, and what it draws on each interval, in order. */
const recordDraws = async (plan: Plan, engine: Engine) => {
  const draws = new Map<number, readonly FlowValues[]>()
  const frames = await record(plan, {
    ...engine,
    noise: (query) => {
      const noise = engine.noise(query)
      draws.set(query.at.index, [...(draws.get(query.at.index) ?? []), [...noise.data]])
      return noise
    },
  })
  return { frames, drawsAt: (index: number): readonly FlowValues[] => draws.get(index) ?? [] }
}

/** x_t at each time but the first, by a loop of its own, in float64. */
const runInFlow = async (
  form: FlowForm,
  velocity: Velocity,
  [first = Number.NaN, ...times]: readonly number[],
  start: FlowValues,
  drawsAt: (index: number) => readonly FlowValues[],
): Promise<readonly FlowValues[]> => {
  const reached: FlowValues[] = []
  let past: readonly FlowPoint[] = []
  let [t, x] = [first, start]
  for (const [index, to] of times.entries()) {
    const here: FlowPoint = { t, x, v: await velocity(x, t) }
    const next = await form({ ...here, to, noise: drawsAt(index), past }, velocity)
    reached.push(next)
    past = [here, ...past]
    ;[t, x] = [to, next]
  }
  return reached
}

const peakIn = (values: FlowValues): number => values.reduce((most, value) => Math.max(most, Math.abs(value)), 0)

/** Scenes, of which every other starts at pure noise, where a model's answer is no multiple of x. */
const flowScenes = (subject: Subject): fc.Arbitrary<Scene> =>
  fc
    .tuple(scenes(subject, { steps: [1, 5] }), fc.boolean())
    .map(([scene, fromNoise]) =>
      fromNoise && scene.model.kind !== 'linear' ? { ...scene, sigmas: [pureNoise, ...scene.sigmas] } : scene,
    )

/**
 * A model in flow form and the same model in sigma give the same run, to rounding: x in sigma, divided by 1 + sigma, is x
 * of a loop in flow coordinates, from pure noise too. Within 2^-12 of the largest x: a model that decides between two
 * sounds makes much of a rounding.
 */
export const sameInFlowForm = (subject: Subject, form: FlowForm): Law =>
  law(
    `${subject.name}: one model in flow form and in sigma gives the same run, to rounding`,
    flowScenes(subject),
    async (scene) => {
      const plan = planOf(subject, scene)
      const engine = engineOf(scene)
      const carry = orThrow(startOf(plan, engine))
      const [from = Number.NaN] = scene.sigmas
      const start = [...carry.x.data].map((value) => value / (1 + from))
      const { frames, drawsAt } = await recordDraws({ ...plan, start: { draws: [], carry: () => carry } }, engine)
      const velocity = velocityOf(engine.denoiser, scene.shape)
      const inFlow = await runInFlow(form, velocity, scene.sigmas.map(timeOf), start, drawsAt)
      const bound = 2 ** -12 * Math.max(1, peakIn(start), ...inFlow.map(peakIn))
      frames.forEach(({ at, carry: { x } }, k) => {
        const wanted = inFlow[k] ?? []
        const got = [...x.data].map((value) => value / (1 + at.to))
        const stray = got.findIndex((value, i) => !(Math.abs(value - (wanted[i] ?? Number.NaN)) <= bound))
        if (stray !== -1)
          refute(`frame ${k}, x / (1 + sigma): ${got[stray]} is not ${wanted[stray]}, as in flow coordinates`)
      })
    },
  )
