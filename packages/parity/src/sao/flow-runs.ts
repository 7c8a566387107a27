import { combine, frameList, type Latent, type Step, startOf } from '@sigmastream/core'
import { type Checkpoint, type Dit, denoiserOf, type Network, openDit } from '@sigmastream/model-sao/parts'
import { readonlyArray as RA, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { Comparison } from '../comparison.js'
import { flowPlan } from './flow-material.js'
import { flowSampler } from './flow-samplers.js'
import { compareTensor, type FlowRun, type Golden, matchesOf } from './golden.js'
import { type ComparisonTask, type Part, type PartError, THREADS } from './part.js'
import { recordedConditioning } from './recorded-conditioning.js'

/** One call of the network: what it was asked, (1 - t) x0 + t n at a time, and what it answered. */
interface Call {
  readonly x: Latent
  readonly t: number
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
      calls.push(...times.slice(0, 1).map((t) => ({ x, t, v })))
      return v
    },
  }
}

const valuesOf = (latents: readonly Latent[]): readonly number[] => latents.flatMap(({ data }) => [...data])

const compareRun =
  (dit: Dit, golden: Golden) =>
  ([name, run, sampler]: RecordedRun): ComparisonTask => {
    const compared = (what: string, ours: ArrayLike<number>): readonly Comparison[] =>
      compareTensor(golden, `run.${name}.${what}`, ours)
    return pipe(
      TE.Do,
      TE.bindW('conditioning', () =>
        TE.fromEither(recordedConditioning(golden, { scale: run.cfg_scale }, run.negative)),
      ),
      TE.bindW('heard', ({ conditioning }) =>
        pipe(TE.fromEither<PartError, Network>(dit.network(conditioning)), TE.map(listeningTo)),
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
          calls.map(({ t }) => t),
        ),
        ...compared('model_v', valuesOf(calls.map(({ v }) => v))),
        ...compared('out', valuesOf(frames.slice(-1).map(({ carry: { x } }) => x))),
      ]),
    )
  }

type RecordedRun = readonly [name: string, run: FlowRun, sampler: (network: Network) => Step]

/** The runs of the index that are recorded and whose sampler is offered here, with that. */
const runsIn = ({ index: { runs = {} }, tensors }: Golden): readonly RecordedRun[] =>
  Object.entries(runs).flatMap(([name, run]) => {
    const sampler = flowSampler(run.sampler)
    return sampler === undefined || !tensors.has(`run.${name}.t`) ? [] : [[name, run, sampler] as const]
  })

/** Whole runs of a rectified flow, down the recorded times: each call of the network, and what comes out. */
export const flowRuns: Part = {
  knows: (name, { runs = {} }) => {
    const run = /^run\.(.+)\.(?:t|x_start|model_[xtv]|out)$/.exec(name)?.[1]
    return run === undefined
      ? /^run\.(?:x_T|init|noise)$/.test(name)
      : flowSampler(runs[run]?.sampler ?? '') !== undefined
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
