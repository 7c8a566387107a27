import { combine, type Latent, messageOf } from '@sigmastream/core'
import { sigmaOfTime } from '@sigmastream/core/schedules'
import { type Checkpoint, type Conditioning, type Dit, openDit } from '@sigmastream/model-sao/parts'
import { either as E, readonlyArray as RA, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'

import { compareTensor, type Golden, matchesOf, need, needLatent } from './golden.js'
import { type ComparisonTask, knowsNames, type Part, type PartError, THREADS } from './part.js'
import { firstConditioning, RUN_GUIDANCE, recordedConditioning } from './recorded-conditioning.js'
import { compareTasks, taskNames } from './tasks.js'

/** What to ask the network, and the name of its answer. */
interface Question {
  readonly name: string
  readonly x: string
  readonly conditioning: E.Either<PartError, Conditioning>
  /** One for each item. */
  readonly times: E.Either<PartError, readonly number[]>
}

const noSignal = new AbortController().signal

const callNetwork = (task: () => Promise<Latent>): TE.TaskEither<PartError, Latent> =>
  TE.tryCatch(task, (cause): PartError => ({ _tag: 'RunFailed', message: messageOf(cause), expected: [] }))

const answer =
  (dit: Dit, golden: Golden) =>
  ({ name, x, conditioning, times }: Question): ComparisonTask =>
    pipe(
      TE.Do,
      TE.bindW('x', () => TE.fromEither(needLatent(golden, x))),
      TE.bindW('t', () => TE.fromEither(times)),
      TE.bindW('network', () => TE.fromEither(pipe(conditioning, E.flatMap(dit.network)))),
      TE.flatMap(({ x: given, t, network }) => callNetwork(() => network(given, t, noSignal))),
      TE.map(({ data }) => compareTensor(golden, name, data)),
    )

/** Guidance as a name tells it: `cfg6`, `cfg6_phi0.75`, `cfg6_negative`. */
const guidanceNamed = (golden: Golden, [, scale, phi = '0', negative]: readonly string[]) =>
  recordedConditioning(golden, { scale: Number(scale), phi: Number(phi) }, negative !== undefined)

const questions = (golden: Golden): readonly Question[] => {
  const times: Question['times'] = pipe(
    need(golden, 'dit.t'),
    E.map(({ data }) => [...data]),
  )
  const plain = recordedConditioning(golden, { scale: 1 })
  return [
    ...matchesOf(golden, /^dit\.(?:mixed\.)?out$/).map(([name]) => ({ name, x: 'dit.x', conditioning: plain, times })),
    ...matchesOf(golden, /^dit\.t(\d+)\.out$/).map(([name, place = '']) => ({
      name,
      x: 'dit.x',
      conditioning: plain,
      times: pipe(
        needLatent(golden, 'dit.x'),
        E.map(({ shape: [batch] }) => Array.from({ length: batch }, () => timeAt(golden, place))),
      ),
    })),
    ...Object.entries(golden.index.guidance ?? {})
      .filter(([name]) => golden.tensors.has(name))
      .map(([name, { scale, phi = 0, negative = false }]) => ({
        name,
        x: 'dit.x',
        conditioning: recordedConditioning(golden, { scale, phi }, negative),
        times,
      })),
    ...matchesOf(golden, /^dit\.cfg([\d.]+)(?:_phi([\d.]+))?(_negative)?\.out$/).map((found) => ({
      name: found[0],
      x: 'dit.x',
      conditioning: guidanceNamed(golden, found),
      times,
    })),
    ...matchesOf(golden, /^(dit\.len\d+)\.out$/).map(([name, length = '']) => ({
      name,
      x: `${length}.x`,
      conditioning: firstConditioning(golden, { scale: 1 }),
      times: pipe(
        times,
        E.map((all) => all.slice(0, 1)),
      ),
    })),
  ]
}

/** The recorded time of that place, 0 to 1. */
const timeAt = ({ index: { dit_t: times = [] } }: Golden, place: string): number => times[Number(place)] ?? NaN

const compareDenoised =
  (dit: Dit, golden: Golden) =>
  ([name, place = '']: readonly string[]): ComparisonTask =>
    pipe(
      TE.Do,
      TE.bindW('x', () => TE.fromEither(needLatent(golden, `vdenoiser.${place}.x`))),
      TE.bindW('denoiser', () =>
        TE.fromEither(pipe(recordedConditioning(golden, RUN_GUIDANCE), E.flatMap(dit.denoiser))),
      ),
      TE.flatMap(({ x, denoiser }) =>
        callNetwork(() => denoiser(x, golden.index['vdenoiser.sigmas']?.[Number(place)] ?? NaN, noSignal)),
      ),
      TE.map(({ data }) => compareTensor(golden, name ?? '', data)),
    )

/** A rectified flow's estimate of the clean latent at a recorded time, from the same mixture in the form x0 + sigma n. */
const compareFlowDenoised =
  (dit: Dit, golden: Golden) =>
  ([name = '', place = '']: readonly string[]): ComparisonTask => {
    const sigma = sigmaOfTime(timeAt(golden, place))
    return pipe(
      TE.Do,
      TE.bindW('x', () => TE.fromEither(needLatent(golden, 'dit.x'))),
      TE.bindW('denoiser', () =>
        TE.fromEither(pipe(recordedConditioning(golden, { scale: 1 }), E.flatMap(dit.denoiser))),
      ),
      TE.flatMap(({ x, denoiser }) => callNetwork(() => denoiser(combine([1 + sigma, x]), sigma, noSignal))),
      TE.map(({ data }) => compareTensor(golden, name, data)),
    )
  }

const allComparisons = (parts: readonly ComparisonTask[]): ComparisonTask =>
  pipe(TE.sequenceSeqArray(parts), TE.map(RA.flatten))

/** The network at every guidance and length, the denoiser at every sigma, and the recorded tasks on it. */
export const network: Part = {
  knows: knowsNames(
    new RegExp(
      `^(?:dit\\.(?:x|t|out|cfg[\\d.]+(?:_phi[\\d.]+)?(?:_negative)?(?:\\.out)?|mixed\\.out|t\\d+\\.(?:out|denoised)|len\\d+\\.(?:x|out))` +
        `|vdenoiser\\.\\d+\\.(?:x|denoised)|${taskNames})$`,
    ),
  ),
  compare: ({ weights, partConfigs: { dit: config } }: Checkpoint, golden) =>
    TE.bracket(
      pipe(
        openDit({ config, weights, threads: THREADS }),
        TE.mapLeft((error): PartError => error),
      ),
      (dit) =>
        allComparisons([
          ...questions(golden).map(answer(dit, golden)),
          ...matchesOf(golden, /^vdenoiser\.(\d+)\.denoised$/).map(compareDenoised(dit, golden)),
          ...matchesOf(golden, /^dit\.t(\d+)\.denoised$/).map(compareFlowDenoised(dit, golden)),
          compareTasks(dit, golden),
        ]),
      (dit) => TE.fromTask(dit.close),
    ),
}
