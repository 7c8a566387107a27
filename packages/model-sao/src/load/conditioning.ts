import type { Weights } from '@sigmastream/checkpoint'
import { either as E, readonlyArray as RA, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { Checkpoint } from '../checkpoint/checkpoint.js'
import type { CheckpointError } from '../checkpoint/errors.js'
import { type EncodedItem, openConditioner, type PromptItem } from '../conditioning/conditioner.js'
import type { EncodedConditioning } from '../conditioning/conditioning.js'
import type { Conditioning, Embedding } from '../dit/conditioning.js'
import type { StableAudioError } from '../errors.js'
import { openText } from '../text/open-text.js'
import type { PromptTokenizer } from '../text/tokenizer.js'
import { localConditioning } from './given-sound.js'
import type { EngineSettings } from './options.js'
import { type DenoiserRequest, itemsOf } from './request.js'

type Tokens = EncodedConditioning['crossAttention'] | EncodedConditioning['global']

/** Items `from` up to, not including, `to`. */
const rows = ({ shape: [batch, ...rest], data }: Tokens, from: number, to: number): Embedding => {
  const size = data.length / batch
  return { dims: [to - from, ...rest], data: data.subarray(from * size, to * size) }
}

/** What a text encoder is computed with. */
export interface TextEngine extends EngineSettings {
  /** Where its layers are read from, if not from the checkpoint: what they are packed into. */
  readonly packed?: TE.TaskEither<StableAudioError, Weights>
  /** The tokenizer, where it is kept: that of Gemma is a file of 34 MB. */
  readonly kept?: TE.TaskEither<CheckpointError, PromptTokenizer>
}

/** Text and seconds of all items, in one opening of the text encoder, which then leaves its memory to the denoiser. */
const encodeItems = (
  { weights, textConfig, tokenizer, partConfigs: { conditioning: config } }: Checkpoint,
  { packed = TE.right(weights), ...engine }: TextEngine,
  items: readonly EncodedItem[],
  signal?: AbortSignal,
): TE.TaskEither<StableAudioError, EncodedConditioning> => {
  const files = { weights, config: textConfig, tokenizer, length: config.prompt.length, ...engine }
  return TE.bracket(
    pipe(
      packed,
      TE.flatMap((held) => openText({ ...files, packed: held })),
    ),
    (text): TE.TaskEither<StableAudioError, EncodedConditioning> =>
      pipe(
        openConditioner({ weights, config, text }),
        TE.flatMap((conditioner) => conditioner(items, signal)),
      ),
    (text) => TE.fromTask(text.close),
  )
}

/** A request that fits its model. */
export interface PairedRequest {
  readonly request: DenoiserRequest
  readonly items: readonly PromptItem[]
  readonly negatives: readonly PromptItem[]
  /** What each frame is told, where something is. */
  readonly local: Pick<Conditioning, 'local'>
}

const pairItems =
  (localDim: number) =>
  (request: DenoiserRequest): E.Either<StableAudioError, PairedRequest> =>
    pipe(
      itemsOf(request),
      E.bind('local', ({ items }) =>
        request.given === undefined
          ? E.right({})
          : pipe(
              localConditioning(request.given, localDim, items.length),
              E.map((local) => ({ local })),
            ),
      ),
      E.map((pairs) => ({ request, ...pairs })),
    )

/** What was told of a request, whose items are those from `start` on, and its negative prompts right behind. */
const conditioningAt = (
  { request: { guidance, through, padding, given, emptyLocal = 'zeros' }, items, negatives, local }: PairedRequest,
  { crossAttention, global }: EncodedConditioning,
  start: number,
) => {
  const end = start + items.length
  return {
    crossAttention: rows(crossAttention, start, end),
    global: rows(global, start, end),
    ...(negatives.length === 0 ? {} : { negative: rows(crossAttention, end, end + negatives.length) }),
    ...local,
    ...(given === undefined && emptyLocal === 'left-out' ? ({ localGain: 0 } as const) : {}),
    ...(padding === undefined ? {} : { padding }),
    guidance,
    ...(through === undefined ? {} : { through }),
  }
}

/**
 * The requests, if they fit the model: `Refused` where the negative prompts of one do not pair with its items or what is
 * given does not fit.
 */
export const pairedRequests = (
  { partConfigs }: Pick<Checkpoint, 'partConfigs'>,
  requests: readonly DenoiserRequest[],
): E.Either<StableAudioError, readonly PairedRequest[]> =>
  E.traverseArray(pairItems(partConfigs.dit.localDim))(requests)

/**
 * The conditioning of each request, in order, all of them told in one opening of the text encoder. Errors: those of
 * `engine.packed`, `openText`, `openConditioner` and `Conditioner`.
 */
export const tellRequests = (
  checkpoint: Checkpoint,
  engine: TextEngine,
  pairs: readonly PairedRequest[],
  signal?: AbortSignal,
): TE.TaskEither<StableAudioError, readonly Conditioning[]> => {
  const sizes = pairs.map(({ items, negatives }) => items.length + negatives.length)
  const starts = RA.scanLeft(0, (sum: number, size: number) => sum + size)(sizes)
  return pipe(
    encodeItems(
      checkpoint,
      engine,
      pairs.flatMap(({ items, negatives, request: { negativePadding = 'zeros' } }) => [
        ...items,
        ...negatives.map((item) => ({ ...item, negative: negativePadding === 'zeros' })),
      ]),
      signal,
    ),
    TE.map((told) => pairs.map((pair, i): Conditioning => conditioningAt(pair, told, starts[i]!))), // one for each
  )
}

/** Both. Errors: those of `pairedRequests` and `tellRequests`. */
export const conditioningsOf = (
  checkpoint: Checkpoint,
  engine: TextEngine,
  requests: readonly DenoiserRequest[],
  signal?: AbortSignal,
): TE.TaskEither<StableAudioError, readonly Conditioning[]> =>
  pipe(
    TE.fromEither(pairedRequests(checkpoint, requests)),
    TE.flatMap((pairs) => tellRequests(checkpoint, engine, pairs, signal)),
  )
