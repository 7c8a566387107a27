import { type Checkpoint, openPromptTokenizer, openText, t5Graph } from '@sigmastream/model-sao/parts'
import { encodeModel, openSession } from '@sigmastream/onnx'
import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { type Comparison, compare, exactTolerance } from '../comparison.js'
import { compareTensor, type Golden } from './golden.js'
import { type ComparisonTask, knowsNames, type Part, type PartError, THREADS } from './part.js'

interface Tokens {
  readonly ids: BigInt64Array
  readonly mask: Float32Array
}

const tokensOf = (
  { tokenizer, textConfig, partConfigs }: Checkpoint,
  prompts: readonly string[],
): TE.TaskEither<PartError, Tokens> =>
  pipe(
    openPromptTokenizer(tokenizer, textConfig),
    TE.map(({ batch }) => batch(prompts, partConfigs.conditioning.prompt.length)),
  )

/** The last hidden state of T5, padding included, which the text encoder itself has no use for. */
const lastStateOf = (
  checkpoint: Checkpoint,
  { ids, mask }: Tokens,
  rows: number,
): TE.TaskEither<PartError, ArrayLike<number>> => {
  const {
    textConfig,
    weights,
    folders,
    partConfigs: {
      conditioning: {
        prompt: { length },
      },
    },
  } = checkpoint
  if (textConfig._tag !== 'T5') return TE.right([])
  const dims = [rows, length]
  return pipe(
    TE.fromEither<PartError, Uint8Array>(pipe(t5Graph(textConfig, weights, length), E.flatMap(encodeModel))),
    TE.flatMap((model) =>
      TE.bracket(
        openSession(model, { threads: THREADS, externalFolder: folders['text encoder'] }),
        (session) =>
          session.run({ ids: { type: 'int64', dims, data: ids }, mask: { type: 'float32', dims, data: mask } }),
        (session) => TE.fromTask(session.close),
      ),
    ),
    TE.map(({ last_hidden_state: state }) => (state?.type === 'float32' ? state.data : [])),
  )
}

const embeddingOf = (
  checkpoint: Checkpoint,
  prompts: readonly string[],
): TE.TaskEither<PartError, ArrayLike<number>> => {
  const {
    weights,
    textConfig: config,
    tokenizer,
    partConfigs: {
      conditioning: {
        prompt: { length },
      },
    },
  } = checkpoint
  return TE.bracket(
    openText({ weights, config, tokenizer, length, threads: THREADS }),
    (text) =>
      pipe(
        text.embed(prompts),
        TE.map(({ tokens }) => tokens.data),
      ),
    (text) => TE.fromTask(text.close),
  )
}

const compareExactly = ({ tensors, label }: Golden, name: string, ours: ArrayLike<number>): readonly Comparison[] => {
  const expected = tensors.get(name)
  return expected === undefined ? [] : [compare(`${label} ${name}`, ours, expected.data, exactTolerance)]
}

/**
 * The mask that the reference builds of each item's tokens, text and seconds: which are there. Nothing here uses it, nor
 * does its own network.
 */
const crossAttentionMask = (
  checkpoint: Checkpoint,
  golden: Golden,
  name: string,
  prompts: readonly string[],
): ComparisonTask => {
  const { prompt, crossAttention } = checkpoint.partConfigs.conditioning
  return golden.tensors.has(name)
    ? pipe(
        tokensOf(checkpoint, prompts),
        TE.map(({ mask }) =>
          prompts.flatMap((_, i) =>
            crossAttention.flatMap((id) =>
              id === 'prompt' ? [...mask.subarray(i * prompt.length, (i + 1) * prompt.length)] : [1],
            ),
          ),
        ),
        TE.map((ours) => compareExactly(golden, name, ours)),
      )
    : TE.right([])
}

/** The tokenizer and T5, on the prompts of the index: ids and masks exactly. */
export const text: Part = {
  knows: knowsNames(
    /^(?:t5\.(?:input_ids|attention_mask|last_hidden_state|prompt_embedding)|cond\.(?:negative_)?cross_attn_mask)$/,
  ),
  compare: (checkpoint, golden): ComparisonTask => {
    const { prompts, cond } = golden.index
    return pipe(
      TE.Do,
      TE.bind('tokens', () => tokensOf(checkpoint, prompts)),
      TE.bind('state', ({ tokens }) => lastStateOf(checkpoint, tokens, prompts.length)),
      TE.bind('embedding', () => embeddingOf(checkpoint, prompts)),
      TE.bind('mask', () => crossAttentionMask(checkpoint, golden, 'cond.cross_attn_mask', cond.prompts)),
      TE.bind('negativeMask', () =>
        crossAttentionMask(checkpoint, golden, 'cond.negative_cross_attn_mask', cond.negative_prompts),
      ),
      TE.map(({ tokens, state, embedding, mask, negativeMask }) => [
        ...compareExactly(golden, 't5.input_ids', Array.from(tokens.ids, Number)),
        ...compareExactly(golden, 't5.attention_mask', tokens.mask),
        ...compareTensor(golden, 't5.last_hidden_state', state),
        ...compareTensor(golden, 't5.prompt_embedding', embedding),
        ...mask,
        ...negativeMask,
      ]),
    )
  },
}
