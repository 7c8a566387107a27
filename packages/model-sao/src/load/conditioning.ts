import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { Checkpoint } from '../checkpoint/checkpoint.js'
import { openConditioner } from '../conditioning/conditioner.js'
import type { Conditioning as Told } from '../conditioning/conditioning.js'
import type { Conditioning, Embedding } from '../dit/conditioning.js'
import type { StableAudioError } from '../errors.js'
import { openText } from '../text/text-encoder.js'
import type { Engine } from './options.js'
import { type DenoiserRequest, type Item, itemsOf } from './request.js'

type Tokens = Told['crossAttention'] | Told['global']

/** Items `from` up to, not including, `to`. */
const rows = ({ shape: [batch, ...rest], data }: Tokens, from: number, to: number): Embedding => {
  const size = data.length / batch
  return { dims: [to - from, ...rest], data: data.subarray(from * size, to * size) }
}

/** Text and seconds of all items in one run. The text encoder is open no longer: it leaves its memory to the denoiser. */
const tell = (
  { weights, textConfig, tokenizer, partConfigs: { conditioning: config } }: Checkpoint,
  engine: Engine, items: readonly Item[], signal?: AbortSignal,
): TE.TaskEither<StableAudioError, Told> => {
  const files = { weights, config: textConfig, tokenizerJson: tokenizer.tokenizer, length: config.prompt.length, ...engine }
  return TE.bracket(
    openText(files),
    (text): TE.TaskEither<StableAudioError, Told> =>
      pipe(openConditioner({ weights, config, text }), TE.flatMap((conditioner) => conditioner(items, signal))),
    (text) => TE.fromTask(text.close),
  )
}

/**
 * The conditioning of a request. Errors: `Refused` where the negative prompts do not pair with the items, and those of
 * `openText`, `openConditioner` and `Conditioner`.
 */
export const conditioningOf = (
  checkpoint: Checkpoint, engine: Engine, request: DenoiserRequest, signal?: AbortSignal,
): TE.TaskEither<StableAudioError, Conditioning> =>
  pipe(
    TE.fromEither<StableAudioError, { readonly items: readonly Item[]; readonly negatives: readonly Item[] }>(itemsOf(request)),
    TE.flatMap(({ items, negatives }) =>
      pipe(
        tell(checkpoint, engine, [...items, ...negatives], signal),
        TE.map(({ crossAttention, global }): Conditioning => ({
          crossAttention: rows(crossAttention, 0, items.length),
          global: rows(global, 0, items.length),
          ...(negatives.length === 0 ? {} : { negative: rows(crossAttention, items.length, 2 * items.length) }),
          guidance: request.guidance,
        })),
      )),
  )
