import { combine, frameList, type Latent, type Refused, startOf } from '@sigmastream/core'
import { type Checkpoint, type Dit, denoiserOf, type Network, openDit } from '@sigmastream/model-sao/parts'
import { either as E, readonlyArray as RA, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { Comparison } from '../comparison.js'
import { flowPlan } from './flow-material.js'
import { type FlowSampler, flowSampler } from './flow-samplers.js'
import { compareTensor, type FlowRun, type Golden, matchesOf } from './golden.js'
import { guidedNetwork } from './guided-network.js'
import { type ComparisonTask, type Part, type PartError, THREADS } from './part.js'
import { embeddingNamed, recordedConditioning } from './recorded-conditioning.js'
import { validIn } from './told-network.js'

/** One call of the network: what it was asked, (1 - t) x0 + t n at a time, and what it answered. */
interface Call {
  readonly x: Latent
  /** One for each item. */
  readonly times: readonly number[]
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
      calls.push({ x, times, v })
      return v
    },
  }
}

const valuesOf = (latents: readonly Latent[]): readonly number[] => latents.flatMap(({ data }) => [...data])

/** Whether times were recorded of each item. */
const isTold = ({ tensors }: Golden, name: string): boolean => (tensors.get(name)?.shape.length ?? 0) > 1

/** The network as it was asked in a run: under its text, guided, told what is there already and what is padding. */
const networkOf = (
  dit: Dit,
  golden: Golden,
  name: string,
  { cfg_scale: scale, negative, apg_scale: projected = 0, inpaint = false }: FlowRun,
): E.Either<Refused, Network> => {
  const mask = `run.${name}.padding_mask`
  return pipe(
    E.Do,
    E.bind('text', () => recordedConditioning(golden, { scale: 1 }, negative)),
    E.bind('local', () =>
      inpaint
        ? pipe(
            embeddingNamed(golden, 'inpaint.local_add_cond'),
            E.map((local) => ({ local })),
          )
        : E.right({}),
    ),
    E.bind('padding', () =>
      golden.tensors.has(mask)
        ? pipe(
            validIn(golden, mask),
            E.map((valid) => ({ padding: { valid, keys: 'counted' as const } })),
          )
        : E.right({}),
    ),
    E.flatMap(({ text, local, padding }) =>
      guidedNetwork(dit, { ...text, ...local, ...padding }, { scale, phi: 0, projected }),
    ),
  )
}

const compareRun =
  (dit: Dit, golden: Golden) =>
  ([name, run, { step, sigmaOf }]: RecordedRun): ComparisonTask => {
    const compared = (what: string, ours: ArrayLike<number>): readonly Comparison[] =>
      compareTensor(golden, `run.${name}.${what}`, ours)
    return pipe(
      TE.Do,
      TE.bindW('heard', () =>
        pipe(TE.fromEither<PartError, Network>(networkOf(dit, golden, name, run)), TE.map(listeningTo)),
      ),
      TE.bindW('planned', ({ heard: { network } }) =>
        TE.fromEither(flowPlan(golden, name, run, step(network), sigmaOf)),
      ),
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
          calls.flatMap(({ times }) => (isTold(golden, `run.${name}.model_t`) ? times : times.slice(0, 1))),
        ),
        ...compared('model_v', valuesOf(calls.map(({ v }) => v))),
        ...compared('out', valuesOf(frames.slice(-1).map(({ carry: { x } }) => x))),
      ]),
    )
  }

type RecordedRun = readonly [name: string, run: FlowRun, sampler: FlowSampler]

/** The runs of the index that are recorded and whose sampler is offered here, with that. */
const runsIn = ({ index: { runs = {} }, tensors }: Golden): readonly RecordedRun[] =>
  Object.entries(runs).flatMap(([name, run]) => {
    const sampler = flowSampler(run)
    return sampler === undefined || !tensors.has(`run.${name}.t`) ? [] : [[name, run, sampler] as const]
  })

/** Whole runs of a rectified flow, down the recorded times: each call of the network, and what comes out. */
export const flowRuns: Part = {
  knows: (name, { runs = {} }) => {
    const named = /^run\.(.+)\.(?:t|x_start|model_[xtv]|out|padding_mask)$/.exec(name)?.[1]
    if (named === undefined) return /^run\.(?:x_T|init|noise)$/.test(name)
    const run = runs[named]
    return run !== undefined && flowSampler(run) !== undefined
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
