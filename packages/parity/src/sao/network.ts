import { type Latent, messageOf } from '@sigmastream/core'
import { type Checkpoint, type Conditioning, type Dit, openDit } from '@sigmastream/model-sao/parts'
import { either as E, readonlyArray as RA, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { type ComparisonTask, type Part, type PartError, THREADS } from './part.js'
import { firstConditioning, RUN_GUIDANCE, recordedConditioning } from './recorded-conditioning.js'
import { compareTensor, matchesOf, need, needLatent, type Recording } from './recording.js'
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
  (dit: Dit, recording: Recording) =>
  ({ name, x, conditioning, times }: Question): ComparisonTask =>
    pipe(
      TE.Do,
      TE.bindW('x', () => TE.fromEither(needLatent(recording, x))),
      TE.bindW('t', () => TE.fromEither(need(recording, 'dit.t'))),
      TE.bindW('network', () => TE.fromEither(pipe(conditioning, E.flatMap(dit.network)))),
      TE.flatMap(({ x: given, t, network }) =>
        callNetwork(() => network(given, [...t.data].slice(0, times), noSignal)),
      ),
      TE.map(({ data }) => compareTensor(recording, name, data)),
    )

const questions = (recording: Recording): readonly Question[] => [
  ...matchesOf(recording, /^dit\.out$/).map(([name]) => ({
    name,
    x: 'dit.x',
    conditioning: recordedConditioning(recording, { scale: 1 }),
  })),
  ...Object.entries(recording.index.guidance)
    .filter(([name]) => recording.tensors.has(name))
    .map(([name, { scale, phi = 0, negative = false }]) => ({
      name,
      x: 'dit.x',
      conditioning: recordedConditioning(recording, { scale, phi }, negative),
    })),
  ...matchesOf(recording, /^(dit\.len\d+)\.out$/).map(([name, length = '']) => ({
    name,
    x: `${length}.x`,
    conditioning: firstConditioning(recording, { scale: 1 }),
    times: 1,
  })),
]

const compareDenoised =
  (dit: Dit, recording: Recording) =>
  ([name, place = '']: readonly string[]): ComparisonTask =>
    pipe(
      TE.Do,
      TE.bindW('x', () => TE.fromEither(needLatent(recording, `vdenoiser.${place}.x`))),
      TE.bindW('denoiser', () =>
        TE.fromEither(pipe(recordedConditioning(recording, RUN_GUIDANCE), E.flatMap(dit.denoiser))),
      ),
      TE.flatMap(({ x, denoiser }) =>
        callNetwork(() => denoiser(x, recording.index['vdenoiser.sigmas'][Number(place)] ?? NaN, noSignal)),
      ),
      TE.map(({ data }) => compareTensor(recording, name ?? '', data)),
    )

const allComparisons = (parts: readonly ComparisonTask[]): ComparisonTask =>
  pipe(TE.sequenceSeqArray(parts), TE.map(RA.flatten))

/** The network at every guidance and length, the denoiser at every sigma, and the recorded tasks on it. */
export const network: Part = {
  knows: new RegExp(`^(?:dit\\.(?:x|t|out|cfg.+|len\\d+\\.(?:x|out))|vdenoiser\\.\\d+\\.(?:x|denoised)|${taskNames})$`),
  compare: ({ weights, partConfigs: { dit: config } }: Checkpoint, recording) =>
    TE.bracket(
      pipe(
        openDit({ config, weights, threads: THREADS }),
        TE.mapLeft((error): PartError => error),
      ),
      (dit) =>
        allComparisons([
          ...questions(recording).map(answer(dit, recording)),
          ...matchesOf(recording, /^vdenoiser\.(\d+)\.denoised$/).map(compareDenoised(dit, recording)),
          compareTasks(dit, recording),
        ]),
      (dit) => TE.fromTask(dit.close),
    ),
}
