import { dirname } from 'node:path'
import { namedWeights, type StoredWeight, type Weights } from '@sigmastream/checkpoint'
import type { ReadonlyF32 } from '@sigmastream/core'
import { encodeModel, openSession, type Tensors } from '@sigmastream/onnx'
import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { StableAudioError } from '../../errors.js'
import type { PackedModel } from '../packed-weights.js'
import { type AttentionSite, idOf } from './attentions.js'
import { decibelsAbove } from './decibels.js'
import { countOf, inGroups, TOGETHER } from './in-groups.js'
import { withPackedPart } from './packed-part.js'

/** How well an attention that is a difference of two holds, with all of its matrices as they are held. */
export interface MeasuredAttention {
  /** How the names of its weights begin. */
  readonly name: string
  readonly decibels: number
}

/** Where the weights of attentions are read from: all of one folder. */
interface Source {
  readonly weights: Weights
  readonly folder: string
}

const answersOf = (
  sites: readonly AttentionSite[],
  { weights, folder }: Source,
  threads: number,
  signal: AbortSignal | undefined,
): TE.TaskEither<StableAudioError, readonly ReadonlyF32[]> => {
  const model = pipe(
    sites,
    E.traverseArray((site) =>
      pipe(
        site.output(weights),
        E.map((value) => [idOf(site), value] as const),
      ),
    ),
    E.flatMap((outputs) => encodeModel(Object.fromEntries(outputs))),
  )
  const answerIn =
    (answers: Tensors) =>
    (site: AttentionSite): E.Either<StableAudioError, ReadonlyF32> => {
      const answer = answers[idOf(site)]
      return answer?.type === 'float32'
        ? E.right(answer.data)
        : E.left({ _tag: 'RunFailed', message: `no ${site.name} came back`, expected: [] })
    }
  return pipe(
    TE.fromEither<StableAudioError, Uint8Array>(model),
    TE.flatMap((bytes) =>
      TE.bracket(
        openSession(bytes, { threads, externalFolder: folder }),
        (session) => session.run(Object.assign({}, ...sites.map(({ feeds }) => feeds())), signal),
        (session) => TE.fromTask(session.close),
      ),
    ),
    TE.flatMapEither((answers) => E.traverseArray(answerIn(answers))(sites)),
  )
}

const isOf =
  (sites: readonly AttentionSite[]) =>
  (weight: StoredWeight): boolean =>
    sites.some(({ name }) => weight.name.startsWith(`${name}.`))

/**
 * How far what each attention adds to its block stands above the error of the same with its matrices packed, but for
 * those in `kept`, in dB: all tokens together, of the same tokens that go in. That is behind the difference, where both
 * attentions have an error and less is left of what is right: no product of one matrix shows it. A few are in memory at
 * a time. Errors: those of packing, `openSession` and `Session.run`.
 */
export const measureAttentions = (
  sites: readonly AttentionSite[],
  packed: PackedModel,
  kept: readonly string[],
  threads: number,
  signal?: AbortSignal,
): TE.TaskEither<StableAudioError, readonly MeasuredAttention[]> => {
  const sizeOf = (site: AttentionSite): number =>
    packed.stored.filter(isOf([site])).reduce((sum, weight) => sum + countOf(weight), 0)
  return pipe(
    inGroups(sites, sizeOf, TOGETHER),
    TE.traverseSeqArray((group) => {
      const stored = packed.stored.filter(isOf(group))
      const own = { weights: namedWeights(stored), folder: dirname(stored[0]?.parts[0].file ?? '') }
      return pipe(
        TE.Do,
        TE.apSW('exact', answersOf(group, own, threads, signal)),
        TE.bindW('rounded', () =>
          withPackedPart(packed, kept, isOf(group), signal, ({ path, weights }) =>
            answersOf(group, { weights, folder: dirname(path) }, threads, signal),
          ),
        ),
        TE.map(
          ({ exact, rounded }) =>
            group.map(({ name }, i) => ({ name, decibels: decibelsAbove([exact[i]!], [rounded[i]!]) })), // one for each
        ),
      )
    }),
    TE.map((groups) => groups.flat()),
  )
}
