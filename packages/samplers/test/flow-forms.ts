import type { FlowForm, FlowMove, FlowValues, Velocity } from '@sigmastream/laws'
import type { SamplerName } from '../src/index.js'

/** The sum of coefficient times vector. */
const sum = (...terms: readonly (readonly [number, FlowValues])[]): FlowValues =>
  (terms[0]?.[1] ?? []).map((_, i) => terms.reduce((total, [by, values]) => total + by * (values[i] ?? Number.NaN), 0))

const denoisedAt = ({ t, x, v }: Pick<FlowMove, 't' | 'x' | 'v'>): FlowValues => sum([1, x], [-t, v])

/** log((1 - t) / t), at t = 1 what it is told. */
const logRatio = (t: number, atNoise: number): number => (t < 1 ? Math.log((1 - t) / t) : atNoise)

/** stable-audio-tools `sample_flow_dpmpp`. */
const dpmpp2m =
  (atNoise: number): FlowForm =>
  async ({ past: [before], to, ...here }) => {
    const clean = denoisedAt(here)
    const step = (end: number): number => logRatio(end, atNoise) - logRatio(here.t, atNoise)
    const lead = before === undefined || to === 0 ? 0 : step(to) / (2 * -step(before.t))
    const toward = lead === 0 || before === undefined ? clean : sum([1 + lead, clean], [-lead, denoisedAt(before)])
    return sum([to / here.t, here.x], [1 - to / here.t, toward])
  }

/** ComfyUI's `_RF` samplers with eta 1: a step to t' squared / t, then noise. */
const withAncestral =
  (step: FlowForm): FlowForm =>
  async (move, velocity) => {
    const { t, to, noise } = move
    if (to === 0) return step(move, velocity)
    const down = to * (1 + (to / t - 1))
    const ratio = (1 - to) / (1 - down)
    const added = Math.sqrt(to ** 2 - down ** 2 * ratio ** 2)
    return sum([ratio, await step({ ...move, to: down }, velocity)], [added, noise[0] ?? []])
  }

const euler: FlowForm = async ({ t, to, x, v }) => sum([1, x], [to - t, v])

const midpoint: FlowForm = async ({ t, to, x, v }, velocity) => {
  if (to === 0) return sum([1, x], [-t, v])
  const middle = Math.sqrt(t * to)
  return sum([1, x], [to - t, await velocity(sum([1, x], [middle - t, v]), middle)])
}

const dpmpp2s: FlowForm = async ({ t, to, x, v }, velocity) => {
  if (to === 0) return sum([1, x], [-t, v])
  const middle = t === 1 ? 0.9999 : 1 / (1 + Math.exp((logRatio(t, Number.NaN) + logRatio(to, Number.NaN)) / 2))
  const there = sum([middle / t, x], [1 - middle / t, sum([1, x], [-t, v])])
  const clean = sum([1, there], [-middle, await velocity(there, middle)])
  return sum([to / t, x], [1 - to / t, clean])
}

const heun: FlowForm = async ({ t, to, x, v }, velocity) => {
  const h = to - t
  const end = sum([1, x], [h, v])
  return to === 0 ? end : sum([1, x], [h / 2, v], [h / 2, await velocity(end, to)])
}

/** The points of an explicit Runge-Kutta method: where each is, and what leads there of the velocities before. */
const rungeKutta = async (
  { t, to, x, v }: FlowMove,
  velocity: Velocity,
  points: readonly (readonly [at: number, by: readonly number[]])[],
  weights: readonly number[],
): Promise<FlowValues> => {
  const h = to - t
  const along = (by: readonly number[], vs: readonly FlowValues[]): FlowValues =>
    sum([1, x], ...vs.map((one, i): readonly [number, FlowValues] => [h * (by[i] ?? 0), one]))
  let vs: readonly FlowValues[] = [v]
  for (const [at, by] of points) vs = [...vs, await velocity(along(by, vs), t + at * h)]
  return along(weights, vs)
}

const rk4: FlowForm = (move, velocity) =>
  move.to === 0
    ? rungeKutta(
        move,
        velocity,
        [
          [1 / 2, [1 / 2]],
          [3 / 4, [0, 3 / 4]],
        ],
        [2 / 9, 1 / 3, 4 / 9],
      )
    : rungeKutta(
        move,
        velocity,
        [
          [1 / 2, [1 / 2]],
          [1 / 2, [0, 1 / 2]],
          [1, [0, 0, 1]],
        ],
        [1 / 6, 1 / 3, 1 / 3, 1 / 6],
      )

/** Zhang et al. 2023, by exponential integrators of order 2 in log t. */
const res: FlowForm = async ({ past: [before], to, ...here }) => {
  const clean = denoisedAt(here)
  if (before === undefined || to === 0) return sum([to / here.t, here.x], [1 - to / here.t, clean])
  const h = Math.log(here.t / to)
  const c2 = Math.log(here.t / before.t) / h
  const phi1 = Math.expm1(-h) / -h
  const phi2 = (phi1 - 1) / -h
  return sum([Math.exp(-h), here.x], [h * (phi1 - phi2 / c2), clean], [(h * phi2) / c2, denoisedAt(before)])
}

const gradientEstimation: FlowForm = async ({ past: [before], t, to, x, v }) =>
  before === undefined || to === 0 ? sum([1, x], [to - t, v]) : sum([1, x], [2 * (to - t), v], [t - to, before.v])

const ddim: FlowForm = async ({ t, to, x, v }) => {
  const [clean, noise] = [sum([1, x], [-t, v]), sum([1, x], [1 - t, v])]
  return sum([1 - to, clean], [to, noise])
}

const pingPong: FlowForm = async ({ to, noise, ...here }) =>
  to === 0 ? denoisedAt(here) : sum([1 - to, denoisedAt(here)], [to, noise[0] ?? []])

/** Samplers as they are written for flow models. Where one is the same in sigma, the same run comes of both. */
export const flowForms: Partial<Readonly<Record<SamplerName, FlowForm>>> = {
  euler,
  'euler-ancestral-flow': withAncestral(euler),
  'heun-flow': heun,
  'rk4-flow': rk4,
  'dpm-2-ancestral-flow': withAncestral(midpoint),
  'res-multistep-flow': res,
  'gradient-estimation-flow': gradientEstimation,
  'dpmpp-2s-ancestral-flow': withAncestral(dpmpp2s),
  'dpmpp-2m': dpmpp2m(-Math.log(1e12)),
  'dpmpp-2m-flow': dpmpp2m(-Infinity),
  ddim,
  'ping-pong': pingPong,
}
