import { type Weights, weightFolder } from '@sigmastream/checkpoint'
import type { ReadonlyF32 } from '@sigmastream/core'
import { type Device, encodeModel, type OnnxError, openSession, type Session, type Value } from '@sigmastream/onnx'
import { either as E, type task as T, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { CheckpointError } from '../checkpoint/errors.js'
import type { TextError } from './errors.js'
import type { TokenBatch } from './tokenizer.js'

/** The network of a text encoder. */
export interface TextNetwork {
  /**
   * What it makes of the tokens of one prompt, `[length, width]`; what it has for tokens of padding means nothing.
   * Errors: those of `Session.run`, and of what it reads for a run.
   */
  readonly run: (tokens: TokenBatch, signal?: AbortSignal) => TE.TaskEither<TextError, ReadonlyF32>
  /** Ends its session. */
  readonly close: T.Task<void>
}

/** What a network is opened with. */
export interface NetworkSettings {
  readonly threads: number
  /** Where it is computed, by default on the cpu. */
  readonly device?: Device
}

/** The output of a graph of a text encoder. */
export interface LastHiddenState {
  readonly last_hidden_state: Value<'float32'>
}

/**
 * Opens a session of a graph, which reads its weights in the folder of the one that is named. Errors: `openSession`'s.
 */
export const openGraph = (
  graph: E.Either<CheckpointError, LastHiddenState>,
  { weights, name, shape }: { readonly weights: Weights; readonly name: string; readonly shape: readonly number[] },
  { threads, device = 'cpu' }: NetworkSettings,
): TE.TaskEither<TextError, Session> =>
  pipe(
    TE.Do,
    TE.apSW('externalFolder', TE.fromEither(weightFolder(weights, name, shape))),
    TE.apSW('graph', TE.fromEither(graph)),
    TE.bindW('model', (all) => TE.fromEither(encodeModel({ last_hidden_state: all.graph.last_hidden_state }))),
    TE.flatMap(({ externalFolder, model }) =>
      openSession(model, { threads, externalFolder, device, packWeights: false }),
    ),
  )

/** The hidden states of a run of a session. */
export const hiddenStates = (
  session: Session,
  feeds: Parameters<Session['run']>[0],
  signal?: AbortSignal,
): TE.TaskEither<TextError, ReadonlyF32> =>
  pipe(
    session.run(feeds, signal),
    TE.flatMapEither(({ last_hidden_state: hidden }) =>
      hidden?.type === 'float32'
        ? E.right(hidden.data)
        : E.left<OnnxError>({
            _tag: 'RunFailed',
            message: 'no last_hidden_state came back',
            expected: session.inputs,
          }),
    ),
  )
