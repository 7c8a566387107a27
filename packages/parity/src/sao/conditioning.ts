import {
  type Checkpoint,
  EXPO_FREQUENCIES,
  expoFeatures,
  openConditioner,
  openText,
  type PromptItem,
  readNumberEmbedder,
} from '@sigmastream/model-sao/parts'
import type { Tensor } from '@sigmastream/tensor-files'
import { readonlyArray as RA, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { compareTensor, type Golden, type Index, need } from './golden.js'
import { type ComparisonTask, knowsNames, type Part, type PartError, THREADS } from './part.js'

const numbers = (
  {
    weights,
    partConfigs: {
      conditioning: { numbers: configs, width },
    },
  }: Checkpoint,
  golden: Golden,
): ComparisonTask =>
  pipe(
    configs,
    TE.traverseSeqArray((config) =>
      pipe(
        readNumberEmbedder(weights, config, width),
        TE.mapLeft((error): PartError => error),
        TE.map((embed) =>
          compareTensor(
            golden,
            `number.${config.id}`,
            golden.index.seconds.flatMap((value) => [...embed(value)]),
          ),
        ),
      ),
    ),
    TE.map(RA.flatten),
  )

/** The fixed sines that Stable Audio 3 is told numbers by. */
const features = (_: Checkpoint, golden: Golden): ComparisonTask =>
  golden.tensors.has('expo.features')
    ? pipe(
        TE.fromEither<PartError, Tensor>(need(golden, 'expo.t')),
        TE.map(({ data }) => [
          ...compareTensor(golden, 'expo.freqs', EXPO_FREQUENCIES),
          ...compareTensor(golden, 'expo.features', expoFeatures([...data])),
        ]),
      )
    : TE.right([])

/** A model that is not told where a sound begins has no use for a start. */
const promptItems = (
  prompts: readonly string[],
  { seconds_start, seconds_total }: Index['cond'],
): readonly PromptItem[] =>
  prompts.map((prompt, i) => ({
    prompt,
    secondsStart: seconds_start === undefined ? 0 : (seconds_start[i] ?? NaN),
    secondsTotal: seconds_total[i] ?? NaN,
  }))

const conditioners = (checkpoint: Checkpoint, golden: Golden): ComparisonTask => {
  const {
    weights,
    textConfig,
    tokenizer,
    partConfigs: { conditioning: config },
  } = checkpoint
  const { cond } = golden.index
  const { length } = config.prompt
  const files = { weights, config: textConfig, tokenizer, length, threads: THREADS }
  return TE.bracket(
    pipe(
      openText(files),
      TE.mapLeft((error): PartError => error),
    ),
    (text) =>
      pipe(
        TE.Do,
        TE.bind('conditioner', () => openConditioner({ weights, config, text })),
        TE.bindW('positive', ({ conditioner }) => conditioner(promptItems(cond.prompts, cond))),
        // As the reference's conditioner gives it: what is padding in it becomes zeros later.
        TE.bindW('negative', ({ conditioner }) => conditioner(promptItems(cond.negative_prompts, cond))),
        TE.map(({ positive, negative }) => [
          ...compareTensor(golden, 'cond.cross_attn', positive.crossAttention.data),
          ...compareTensor(golden, 'cond.global', positive.global.data),
          ...compareTensor(golden, 'cond.negative_cross_attn', negative.crossAttention.data),
        ]),
      ),
    (text) => TE.fromTask(text.close),
  )
}

/** The features of numbers, the embedders of seconds, and what prompts and seconds make together. */
export const conditioning: Part = {
  knows: knowsNames(/^(?:expo\.(?:t|freqs|features)|number\.\w+|cond\.(?:cross_attn|global|negative_cross_attn))$/),
  compare: (checkpoint, golden) =>
    pipe(
      [features, numbers, conditioners],
      TE.traverseSeqArray((of) => of(checkpoint, golden)),
      TE.map(RA.flatten),
    ),
}
