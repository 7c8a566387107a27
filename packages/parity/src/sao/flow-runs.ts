import { combine, type Denoiser, frameList, type Latent, type Refused, startOf } from '@sigmastream/core'
import { sigmaOfTime } from '@sigmastream/core/schedules'
import {
  type Checkpoint,
  type Conditioning,
  type Dit,
  denoiserOf,
  type Network,
  openDit,
} from '@sigmastream/model-sao/parts'
import { either as E, readonlyArray as RA, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { Comparison } from '../comparison.js'
import { flowPlan } from './flow-material.js'
import { type FlowSampler, flowSampler } from './flow-samplers.js'
import { compareTensor, type FlowRun, type Golden, matchesOf, need } from './golden.js'
import { type ComparisonTask, type Part, type PartError, THREADS } from './part.js'
import { projectedGuidance } from './projected-guidance.js'
import { recordedConditioning } from './recorded-conditioning.js'

/** One call of the network: what it was asked, (1 - t) x0 + t n at a time, and what it answered. */
interface Call {
  readonly x: Latent
  readonly t: readonly number[]
  readonly v: Latent
}

interface HeardNetwork {
  readonly network: Network
  readonly calls: readonly Call[]
}

/** The network, and whatever it is asked from now on. */
const listeningTo = (network: Network): HeardNetwork => {
  const calls: Call[] = []
  return {
    calls,
    network: async (x, times, signal) => {
      const v = await network(x, times, signal)
      calls.push({ x, t: times, v })
      return v
    },
  }
}

const valuesOf = (latents: readonly Latent[]): readonly number[] => latents.flatMap(({ data }) => [...data])

/** Of each item of a run with padding how many frames are sound; `null` where there is none. */
const validIn = ({ tensors }: Golden, name: string): readonly number[] | null => {
  const mask = tensors.get(`run.${name}.padding_mask`)
  if (mask === undefined) return null
  const [items = 0, frames = 0] = mask.shape
  return Array.from({ length: items }, (_, i) =>
    Array.from(mask.data.subarray(i * frames, (i + 1) * frames)).reduce((sum, one) => sum + one, 0),
  )
}

/** What the network is told in a run: gaps and padding too, as the reference does on a CPU. */
const conditioningIn = (golden: Golden, name: string, run: FlowRun): E.Either<Refused, Conditioning> => {
  const { cfg_scale: scale, negative, apg_scale: apg, inpaint = false } = run
  const valid = validIn(golden, name)
  return pipe(
    E.Do,
    E.bind('own', () => recordedConditioning(golden, { scale }, negative)),
    E.bind('local', () =>
      inpaint
        ? pipe(
            need(golden, 'inpaint.local_add_cond'),
            E.map(({ shape, data }) => ({ local: { dims: shape, data } })),
          )
        : E.right({}),
    ),
    E.map(({ own, local }) => ({
      ...own,
      ...local,
      ...(valid === null ? {} : { padding: { valid, keys: 'counted' } as const }),
      ...(apg === undefined || scale === 1 ? {} : { through: projectedGuidance({ scale }, apg, valid) }),
    })),
  )
}

/** A denoiser as the network that it is of: its velocity. */
const velocityOf =
  (denoiser: Denoiser): Network =>
  async (x, times, signal) => {
    const [t = 0] = times
    const sigma = sigmaOfTime(t)
    return combine([1 / t, x], [-1 / t, await denoiser(combine([1 + sigma, x]), sigma, signal)])
  }

/** The guided network, which is one by itself unless guidance is computed outside of it. */
const networkUnder = (dit: Dit, conditioning: Conditioning): E.Either<Refused, Network> =>
  conditioning.through === undefined ? dit.network(conditioning) : pipe(dit.denoiser(conditioning), E.map(velocityOf))

const compareRun =
  (dit: Dit, golden: Golden) =>
  ([name, run, sampler]: RecordedRun): ComparisonTask => {
    const compared = (what: string, ours: ArrayLike<number>): readonly Comparison[] =>
      compareTensor(golden, `run.${name}.${what}`, ours)
    return pipe(
      TE.Do,
      TE.bindW('conditioning', () => TE.fromEither(conditioningIn(golden, name, run))),
      TE.bindW('heard', ({ conditioning }) =>
        pipe(TE.fromEither<PartError, Network>(networkUnder(dit, conditioning)), TE.map(listeningTo)),
      ),
      TE.bindW('planned', ({ heard: { network } }) => TE.fromEither(flowPlan(golden, name, run, sampler(network)))),
      TE.let('engine', ({ planned: { noise }, heard: { network } }) => ({
        noise,
        denoiser: denoiserOf(network, dit.config.objective),
      })),
      TE.bindW('first', ({ planned: { planned }, engine }) => TE.fromEither(startOf(planned, engine))),
      TE.bindW('frames', ({ planned: { planned }, engine }) => frameList(planned, engine)),
      TE.map(({ planned: { scale }, first, frames, heard: { calls } }) => [
        ...compared('x_start', combine([1 / scale, first.x]).data),
        ...compared('model_x', valuesOf(calls.map(({ x }) => x))),
        ...compared(
          'model_t',
          calls.flatMap(({ t }) => (timesOfItems(golden, name) ? t : t.slice(0, 1))),
        ),
        ...compared('model_v', valuesOf(calls.map(({ v }) => v))),
        ...compared('out', valuesOf(frames.slice(-1).map(({ carry: { x } }) => x))),
      ]),
    )
  }

/** Whether the times of a run are recorded for each item. */
const timesOfItems = ({ tensors }: Golden, name: string): boolean =>
  tensors.get(`run.${name}.model_t`)?.shape.length === 2

type RecordedRun = readonly [name: string, run: FlowRun, sampler: (network: Network) => FlowSampler]

/** The runs of the index that are recorded and whose sampler is offered here, with that. */
const runsIn = ({ index: { runs = {} }, tensors }: Golden): readonly RecordedRun[] =>
  Object.entries(runs).flatMap(([name, run]) => {
    const sampler = flowSampler(run)
    return sampler === undefined || !tensors.has(`run.${name}.t`) ? [] : [[name, run, sampler] as const]
  })

/** Whole runs of a rectified flow, down the recorded times: each call of the network, and what comes out. */
export const flowRuns: Part = {
  knows: (name, { runs = {} }) => {
    const run = /^run\.(.+)\.(?:t|x_start|model_[xtv]|padding_mask|out)$/.exec(name)?.[1]
    return run === undefined
      ? /^run\.(?:x_T|init|noise)$/.test(name)
      : flowSampler(runs[run] ?? { sampler: '' }) !== undefined
  },
  compare: ({ weights, partConfigs: { dit: config } }: Checkpoint, golden) =>
    matchesOf(golden, /^run\./).length === 0
      ? TE.right([])
      : TE.bracket(
          pipe(
            openDit({ config, weights, threads: THREADS }),
            TE.mapLeft((error): PartError => error),
          ),
          (dit) => pipe(TE.traverseSeqArray(compareRun(dit, golden))(runsIn(golden)), TE.map(RA.flatten)),
          (dit) => TE.fromTask(dit.close),
        ),
}
