import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { messageOf } from '@sigmastream/core'
import { factsOfShapes, type ModelReport, modelReport, textPlaceOf } from '@sigmastream/model-sao'
import { decodeJson, describeJsonFault } from '@sigmastream/tensor-files'
import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts'
import { type CliError, usage } from '../errors.js'
import { kindAt } from '../files.js'

/** Many times what a list of a few thousand tensors takes. */
const mostBytes = 2 ** 26

const listFile = 'tensors.json'

const Shapes = t.record(t.string, t.readonlyArray(t.number))

/** Names and shapes of the tensors of each file, `text` that of the text encoder. */
const listWith = (text: string) =>
  t.intersection([t.type({ 'model.safetensors': Shapes }), t.partial({ [text]: Shapes })])

const readJson = (path: string): TE.TaskEither<CliError, unknown> =>
  pipe(
    TE.tryCatch(async (): Promise<Uint8Array> => {
      if ((await stat(path)).size > mostBytes) throw new Error(`it is larger than ${mostBytes} bytes`)
      return readFile(path)
    }, messageOf),
    TE.flatMapEither((bytes) => pipe(decodeJson(bytes), E.mapLeft(describeJsonFault))),
    TE.mapLeft((fault) => usage(`${path} cannot be read as JSON: ${fault}`)),
  )

/** Whether a folder has a list of names and shapes in the place of weights. */
export const hasShapeList = async (folder: string): Promise<boolean> =>
  (await kindAt(join(folder, listFile))) === 'file' && (await kindAt(join(folder, 'model.safetensors'))) === null

/** The folder of the text encoder; where the model names one that is outside of its own, the report says so. */
const textFolderOf = (config: unknown): string =>
  pipe(
    textPlaceOf('model_config.json', config),
    E.match(
      () => 'text_encoder',
      ({ encoder }) => encoder,
    ),
  )

/** A JSON file, `undefined` where there is none. */
const readIfThere = (path: string): TE.TaskEither<CliError, unknown> =>
  pipe(
    TE.fromTask<boolean, CliError>(async () => (await kindAt(path)) === 'file'),
    TE.flatMap((there) => (there ? readJson(path) : TE.right(undefined))),
  )

/**
 * The report on a folder that has `model_config.json`, and `tensors.json` with the names and shapes of each file's
 * tensors in the place of the weights; the text encoder's `config.json` may lie in its own folder. Errors: usage.
 */
export const shapeListReport = (folder: string): TE.TaskEither<CliError, ModelReport> =>
  pipe(
    TE.Do,
    TE.bind('config', () => readJson(join(folder, 'model_config.json'))),
    TE.bind('json', () => readJson(join(folder, listFile))),
    TE.let('encoder', ({ config }) => textFolderOf(config)),
    TE.bind('textConfig', ({ encoder }) => readIfThere(join(folder, encoder, 'config.json'))),
    TE.flatMapEither(({ config, json, encoder, textConfig }) => {
      const textFile = `${encoder}/model.safetensors`
      return pipe(
        listWith(textFile).decode(json),
        E.bimap(
          (): CliError => usage(`${join(folder, listFile)}: give {"model.safetensors": {name: shape, ...}, ...}`),
          ({ 'model.safetensors': model, [textFile]: text }) =>
            modelReport(factsOfShapes(config, { model, text, textConfig })),
        ),
      )
    }),
  )
