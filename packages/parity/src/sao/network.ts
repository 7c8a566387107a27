import { type Latent, messageOf } from '@sigmastream/core'
import { type Checkpoint, type Conditioning, type Dit, openDit } from '@sigmastream/model-sao/parts'
import { either as E, readonlyArray as RA, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { compareTensor, type Golden, matchesOf, need, needLatent } from './golden.js'
import { type ComparisonTask, type Part, type PartError, THREADS } from './part.js'
import { firstConditioning, RUN_GUIDANCE, recordedConditioning } from './recorded-conditioning.js'
import { compareTasks, taskNames } from './tasks.js'

/** What to ask the network, and the name of its answer. */
interface Question {
  readonly name: string
  readonly x: string
  readonly conditioning: E.Either<PartError, Conditioning>
  /** Of the recorded times, how many are asked; by default all. */
  readonly times?: number
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
      TE.bindW('t', () => TE.fromEither(need(golden, 'dit.t'))),
      TE.bindW('network', () => TE.fromEither(pipe(conditioning, E.flatMap(dit.network)))),
      TE.flatMap(({ x: given, t, network }) =>
        callNetwork(() => network(given, [...t.data].slice(0, times), noSignal)),
      ),
      TE.map(({ data }) => compareTensor(golden, name, data)),
    )

const questions = (golden: Golden): readonly Question[] => [
  ...matchesOf(golden, /^dit\.out$/).map(([name]) => ({
    name,
    x: 'dit.x',
    conditioning: recordedConditioning(golden, { scale: 1 }),
  })),
  ...Object.entries(golden.index.guidance)
    .filter(([name]) => golden.tensors.has(name))
    .map(([name, { scale, phi = 0, negative = false }]) => ({
      name,
      x: 'dit.x',
      conditioning: recordedConditioning(golden, { scale, phi }, negative),
    })),
  ...matchesOf(golden, /^(dit\.len\d+)\.out$/).map(([name, length = '']) => ({
    name,
    x: `${length}.x`,
    conditioning: firstConditioning(golden, { scale: 1 }),
    times: 1,
  })),
]

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
        callNetwork(() => denoiser(x, golden.index['vdenoiser.sigmas'][Number(place)] ?? NaN, noSignal)),
      ),
      TE.map(({ data }) => compareTensor(golden, name ?? '', data)),
    )

const allComparisons = (parts: readonly ComparisonTask[]): ComparisonTask =>
  pipe(TE.sequenceSeqArray(parts), TE.map(RA.flatten))

/** The network at every guidance and length, the denoiser at every sigma, and the recorded tasks on it. */
export const network: Part = {
  knows: new RegExp(`^(?:dit\\.(?:x|t|out|cfg.+|len\\d+\\.(?:x|out))|vdenoiser\\.\\d+\\.(?:x|denoised)|${taskNames})$`),
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
          compareTasks(dit, golden),
        ]),
      (dit) => TE.fromTask(dit.close),
    ),
}
