import { join } from 'node:path'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { all, type FoundFiles, type Names, requireFile } from './found-files.js'
import { isLicence } from './licences.js'
import { foldersOfText, neededText } from './needed-text.js'
import { ckptWeights, modelWeights, weightsNamed, weightsOf } from './needed-weights.js'
import type { TextNeed } from './text-need.js'

/** What a whole checkpoint would take: files that are not there, and a pickle that may stand for them. */
interface NotWhole {
  readonly missing: readonly string[]
  readonly pickled: string | undefined
}

const MODEL_CONFIG = 'model_config.json'

/** The configuration of the weights that are asked for by name, or of those that a repository has. */
export const configName = (names: Names, named: string | undefined): string => {
  const own = `${named}_config.json`
  return named !== undefined && names.has(own) ? own : MODEL_CONFIG
}

const singleFile = (names: Names, need: TextNeed, model: FoundFiles, config = MODEL_CONFIG): FoundFiles =>
  all([requireFile(names, config), model, neededText(names, need)])

/** The folders of weights beside the text encoder: Stable Audio 3 has its conditioner under another name. */
const foldersIn = (names: Names): readonly string[] => {
  const isThree = [...names].some((path) => path.startsWith('duration_embedder/'))
  return ['transformer', 'vae', isThree ? 'duration_embedder' : 'projection_model']
}

const diffusers = (names: Names): FoundFiles =>
  all([
    requireFile(names, 'model_index.json'),
    ...foldersIn(names).flatMap((part) => [
      requireFile(names, `${part}/config.json`),
      weightsOf(names, `${part}/diffusion_pytorch_model`),
    ]),
    requireFile(names, 'scheduler/scheduler_config.json'),
    foldersOfText(names),
  ])

const usualFiles = (names: Names, need: TextNeed): FoundFiles => {
  const single = singleFile(names, need, modelWeights(names))
  const ckpt = singleFile(names, need, ckptWeights(names))
  const folders = diffusers(names)
  const isFolders = names.has('model_index.json') && !names.has(MODEL_CONFIG)
  return E.isRight(single) ? single : E.isRight(folders) || isFolders ? folders : E.isRight(ckpt) ? ckpt : single
}

const namedFiles = (names: Names, need: TextNeed, stem: string): FoundFiles =>
  singleFile(names, need, weightsNamed(names, stem), configName(names, stem))

/** The path that such weights are opened by: those that are named, in the folder of the snapshot. */
export const modelPath = (snapshot: string, paths: Names, named?: string): string => {
  const file = [`${named}.safetensors`, `${named}.ckpt`].find((path) => paths.has(path))
  return file === undefined ? snapshot : join(snapshot, file)
}

/**
 * The files of a repository that its checkpoint is made of: of the single-file layout where that is whole, else of the
 * diffusers folders; the same that `openCheckpoint` takes. Of pickled weights a `.ckpt` alone, where there is nothing
 * else, for it is read without running it. Of a single file `need` says what it is told text by: T5 and its tokenizer may
 * be left out, as they are the same for every such model. `named` are weights of a single file by their name without its
 * ending, in place of the model's own. Licences come along. The `Left` says what is missing of the layout that is begun.
 */
export const neededFiles = (
  names: Names,
  named?: string,
  need: TextNeed = { _tag: 'T5' },
): E.Either<NotWhole, readonly string[]> =>
  pipe(
    named === undefined ? usualFiles(names, need) : namedFiles(names, need, named),
    E.bimap(
      (missing) => ({ missing, pickled: [...names].toSorted().find((path) => /\.(?:bin|pt|pth)$/i.test(path)) }),
      (paths) => {
        const taken = new Set([...paths, ...[...names].filter(isLicence)])
        return [...names].filter((path) => taken.has(path))
      },
    ),
  )
