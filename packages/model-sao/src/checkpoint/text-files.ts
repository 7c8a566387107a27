import { join } from 'node:path'
import { either as E, type task as T, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { CheckpointError } from './errors.js'
import { type Folder, readSubfolder } from './folder.js'
import { readJson } from './json-file.js'
import type { FoundPart } from './parts.js'
import type { FoundJson, TokenizerFiles } from './survey.js'
import { readWeightSet } from './weight-set.js'
import type { StoredPart, StoredWeight } from './weights.js'

/** What both layouts have beside the model: T5 and its tokenizer, in the form of the transformers library. */
interface TextFiles {
  readonly encoder: FoundPart
  readonly config: FoundJson
  readonly tokenizer: E.Either<CheckpointError, TokenizerFiles>
  readonly tokenizerConfig: FoundJson
}

const EMBEDDING = 'shared.weight'
/** transformers ties the two, and writes either or both. */
const TIED = 'encoder.embed_tokens.weight'

/**
 * The tensors of an encoder by the names that graphs use: the embedding once, and without the decoder of a whole T5.
 */
export const encoderTensors = <A>(tensors: ReadonlyMap<string, A>): ReadonlyMap<string, A> => {
  const embedding = tensors.get(EMBEDDING) ?? tensors.get(TIED)
  const rest = [...tensors].filter(([name]) => name.startsWith('encoder.') && name !== TIED)
  return new Map(embedding === undefined ? rest : [[EMBEDDING, embedding], ...rest])
}

const textWeights = (tensors: ReadonlyMap<string, StoredPart>): readonly StoredWeight[] =>
  [...encoderTensors(tensors)].map(([name, part]) => ({ name, shape: part.shape, parts: [part] }))

const file = (folder: Folder, name: string, missing: CheckpointError): E.Either<CheckpointError, string> =>
  folder.names.has(name) ? E.right(join(folder.path, name)) : E.left(missing)

/** A JSON file of a listed folder, or `missing` where there is none. */
export const readConfig = (folder: Folder, name: string, missing: CheckpointError): T.Task<FoundJson> =>
  pipe(TE.fromEither(file(folder, name, missing)), TE.flatMap(readJson))

/**
 * Looks for `text_encoder/` and `tokenizer/` in the folder of a checkpoint. Each `Left` is `MissingText` where a file
 * is not there, or what is wrong with it. The embedding is named `shared.weight`, whichever of its two names it is
 * stored under.
 */
export const readText = (root: Folder): TE.TaskEither<CheckpointError, TextFiles> => {
  const missing = (name: string): CheckpointError => ({ _tag: 'MissingText', folder: root.path, file: name })
  return pipe(
    TE.Do,
    TE.bind('encoder', () => readSubfolder(root, 'text_encoder')),
    TE.bind('tokenizer', () => readSubfolder(root, 'tokenizer')),
    TE.flatMapTask(({ encoder, tokenizer }) => async () => ({
      encoder: pipe(
        await readWeightSet(encoder, 'model', missing('text_encoder/model.safetensors'))(),
        E.map(({ folder, tensors }) => ({ folder, weights: textWeights(tensors) })),
      ),
      config: await readConfig(encoder, 'config.json', missing('text_encoder/config.json'))(),
      tokenizer: pipe(
        E.Do,
        E.bind('tokenizer', () => file(tokenizer, 'tokenizer.json', missing('tokenizer/tokenizer.json'))),
        E.bind('config', () => file(tokenizer, 'tokenizer_config.json', missing('tokenizer/tokenizer_config.json'))),
      ),
      tokenizerConfig: await readConfig(
        tokenizer,
        'tokenizer_config.json',
        missing('tokenizer/tokenizer_config.json'),
      )(),
    })),
  )
}
