import { type Checkpoint, openConditioner, openPromptTokenizer, openText, t5Graph } from '@sigmastream/model-sao/parts'
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

const THREADED = { threads: THREADS }

/** The last hidden state of T5, padding included, which the text encoder itself has no use for. */
const t5State = (
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
        openSession(model, { ...THREADED, externalFolder: folders['text encoder'] }),
        (session) =>
          session.run({ ids: { type: 'int64', dims, data: ids }, mask: { type: 'float32', dims, data: mask } }),
        (session) => TE.fromTask(session.close),
      ),
    ),
    TE.map(({ last_hidden_state: state }) => (state?.type === 'float32' ? state.data : [])),
  )
}

/** What becomes of prompts: zero where padding is, and as the network is told them. */
interface Embeddings {
  readonly tokens: ArrayLike<number>
  readonly conditioned: ArrayLike<number>
}

/** The tokens of the text alone, of those of each item. */
const textOf = (data: ArrayLike<number>, items: number, size: number): readonly number[] => {
  const all = Array.from(data)
  const row = all.length / items
  return Array.from({ length: items }, (_, i) => all.slice(i * row, i * row + size)).flat()
}

const embeddingsOf = (checkpoint: Checkpoint, prompts: readonly string[]): TE.TaskEither<PartError, Embeddings> => {
  const {
    weights,
    textConfig,
    tokenizer,
    partConfigs: { conditioning: config },
  } = checkpoint
  const { length } = config.prompt
  return TE.bracket(
    pipe(
      openText({ weights, config: textConfig, tokenizer, length, ...THREADED }),
      TE.mapLeft((error): PartError => error),
    ),
    (text) =>
      pipe(
        TE.Do,
        TE.bindW('embedded', () => text.embed(prompts)),
        TE.bindW('conditioner', () => openConditioner({ weights, config, text })),
        TE.bindW('told', ({ conditioner }) =>
          conditioner(prompts.map((prompt) => ({ prompt, secondsStart: 0, secondsTotal: 0 }))),
        ),
        TE.map(({ embedded, told: { crossAttention } }) => ({
          tokens: embedded.tokens.data,
          conditioned: textOf(crossAttention.data.slice(), prompts.length, length * config.width),
        })),
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

/** Of T5, whose recorded state has padding in it, and whose embedding is the encoder's own. */
const compareT5 = (checkpoint: Checkpoint, golden: Golden, tokens: Tokens, { tokens: ours }: Embeddings) =>
  pipe(
    t5State(checkpoint, tokens, golden.index.prompts.length),
    TE.map((state) => [
      ...compareTensor(golden, 't5.last_hidden_state', state),
      ...compareTensor(golden, 't5.prompt_embedding', ours),
    ]),
  )

/** Of T5Gemma; what bfloat16 makes of its state is recorded beside it, to show how far apart the two are. */
const compareT5Gemma = (golden: Golden, { tokens, conditioned }: Embeddings): readonly Comparison[] => [
  ...compareTensor(golden, 't5gemma.last_hidden_state', tokens),
  ...compareTensor(golden, 't5gemma.prompt_embedding', conditioned),
]

/** The tokenizer and the text encoder, on the prompts of the index: ids and masks exactly. */
export const text: Part = {
  knows: knowsNames(
    /^(?:t5(?:gemma)?\.(?:input_ids|attention_mask|last_hidden_state|prompt_embedding)|t5gemma\.last_hidden_state_bf16|cond\.(?:negative_)?cross_attn_mask)$/,
  ),
  compare: (checkpoint, golden): ComparisonTask => {
    const { prompts, cond } = golden.index
    const isT5 = checkpoint.textConfig._tag === 'T5'
    const kind = isT5 ? 't5' : 't5gemma'
    return pipe(
      TE.Do,
      TE.bind('tokens', () => tokensOf(checkpoint, prompts)),
      TE.bind('embeddings', () => embeddingsOf(checkpoint, prompts)),
      TE.bind('embedded', ({ tokens, embeddings }) =>
        isT5 ? compareT5(checkpoint, golden, tokens, embeddings) : TE.right(compareT5Gemma(golden, embeddings)),
      ),
      TE.bind('mask', () => crossAttentionMask(checkpoint, golden, 'cond.cross_attn_mask', cond.prompts)),
      TE.bind('negativeMask', () =>
        crossAttentionMask(checkpoint, golden, 'cond.negative_cross_attn_mask', cond.negative_prompts),
      ),
      TE.map(({ tokens, embedded, mask, negativeMask }) => [
        ...compareExactly(golden, `${kind}.input_ids`, Array.from(tokens.ids, Number)),
        ...compareExactly(golden, `${kind}.attention_mask`, tokens.mask),
        ...embedded,
        ...mask,
        ...negativeMask,
      ]),
    )
  },
}
