import { join } from 'node:path'
import {
  type Folder,
  glanceAtJson,
  readJson,
  readSubfolder,
  readWeightSet,
  storedWeights,
} from '@sigmastream/checkpoint'
import { either as E, type task as T, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { CheckpointError } from './errors.js'
import type { FoundPart } from './parts.js'
import type { FoundJson, TokenizerFiles } from './survey.js'
import type { TextKind, TextPlace } from './text-place.js'

/** What a model is told text by: an encoder and its tokenizer, in the form of the transformers library. */
interface TextFiles {
  readonly kind: TextKind
  /** The name of `config` within the checkpoint. */
  readonly configName: string
  readonly encoder: FoundPart
  readonly config: FoundJson
  readonly tokenizer: E.Either<CheckpointError, TokenizerFiles>
  readonly tokenizerConfig: FoundJson
}

const EMBEDDING = 'shared.weight'
/** transformers ties the two, and writes either or both. */
const TIED = 'encoder.embed_tokens.weight'

/** T5's: the embedding once, as `shared.weight` whichever of its two names it has, and no decoder. */
const t5Tensors = <A>(tensors: ReadonlyMap<string, A>): ReadonlyMap<string, A> => {
  const embedding = tensors.get(EMBEDDING) ?? tensors.get(TIED)
  const rest = [...tensors].filter(([name]) => name.startsWith('encoder.') && name !== TIED)
  return new Map(embedding === undefined ? rest : [[EMBEDDING, embedding], ...rest])
}

/** T5Gemma's: those of the encoder, as `encoder.`; a whole model keeps them under `model.encoder.`. */
const t5GemmaTensors = <A>(tensors: ReadonlyMap<string, A>): ReadonlyMap<string, A> =>
  new Map(
    [...tensors].flatMap(([name, tensor]) => {
      const own = name.replace(/^model\./, '')
      return own.startsWith('encoder.') ? [[own, tensor] as const] : []
    }),
  )

/** The tensors of a text encoder by the names that graphs use, without the decoder of a whole model. */
export const encoderTensors = <A>(kind: TextKind, tensors: ReadonlyMap<string, A>): ReadonlyMap<string, A> =>
  kind === 't5' ? t5Tensors(tensors) : t5GemmaTensors(tensors)

const file = (folder: Folder, name: string, missing: CheckpointError): E.Either<CheckpointError, string> =>
  folder.names.has(name) ? E.right(join(folder.path, name)) : E.left(missing)

/** A JSON file of a listed folder, or `missing` where there is none. */
export const readConfig = (folder: Folder, name: string, missing: CheckpointError): T.Task<FoundJson> =>
  pipe(TE.fromEither(file(folder, name, missing)), TE.flatMap(readJson))

/** The errors of files that are not there, each by its name within the checkpoint. */
const missingOf =
  (root: Folder, kind: TextKind) =>
  (name: string): CheckpointError => ({
    _tag: kind === 't5' ? 'MissingText' : 'MissingT5Gemma',
    folder: root.path,
    file: name,
  })

/**
 * Looks for the text encoder and the tokenizer in their folders of a checkpoint. Each `Left` is `MissingText` or
 * `MissingT5Gemma` where a file is not there, or what is wrong with it.
 */
export const readText = (root: Folder, place: TextPlace): TE.TaskEither<CheckpointError, TextFiles> => {
  const missing = missingOf(root, place.kind)
  const [config, weights] = [`${place.encoder}/config.json`, `${place.encoder}/model.safetensors`]
  const [tokenizerFile, tokenizerConfig] = ['tokenizer.json', 'tokenizer_config.json']
  return pipe(
    TE.Do,
    TE.bind('encoder', () => readSubfolder(root, place.encoder)),
    TE.bind('tokenizer', () => readSubfolder(root, place.tokenizer)),
    TE.flatMapTask(({ encoder, tokenizer }) => async () => ({
      kind: place.kind,
      configName: config,
      encoder: pipe(
        await readWeightSet(encoder, 'model', missing(weights))(),
        E.map(({ folder, tensors }) => ({ folder, weights: storedWeights(encoderTensors(place.kind, tensors)) })),
      ),
      config: await readConfig(encoder, 'config.json', missing(config))(),
      tokenizer: await pipe(
        TE.Do,
        TE.bind('tokenizer', () =>
          pipe(
            TE.fromEither(file(tokenizer, tokenizerFile, missing(`${place.tokenizer}/${tokenizerFile}`))),
            TE.flatMap(glanceAtJson),
          ),
        ),
        TE.bind('config', () =>
          TE.fromEither(file(tokenizer, tokenizerConfig, missing(`${place.tokenizer}/${tokenizerConfig}`))),
        ),
      )(),
      tokenizerConfig: await readConfig(tokenizer, tokenizerConfig, missing(`${place.tokenizer}/${tokenizerConfig}`))(),
    })),
  )
}
