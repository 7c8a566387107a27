import { join } from 'node:path'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'

/** A file of a repository by its path, with slashes. */
interface NamedFile {
  readonly path: string
}

/** What a whole checkpoint would take: files that are not there, and a pickle that may stand for them. */
interface NotWhole {
  readonly missing: readonly string[]
  readonly pickled: string | undefined
}

/** The files of a checkpoint, and whether T5 and its tokenizer are among them. */
interface NeededFiles<F> {
  readonly files: readonly F[]
  readonly hasText: boolean
}

type Names = ReadonlySet<string>
type FoundFiles = E.Either<readonly string[], readonly string[]>

const requireFile = (names: Names, path: string): FoundFiles => (names.has(path) ? E.right([path]) : E.left([path]))

/** Every file, or everything that is missing. */
const all = (found: readonly FoundFiles[]): FoundFiles => {
  const missing = found.flatMap((one) => (E.isLeft(one) ? one.left : []))
  return missing.length > 0 ? E.left(missing) : E.right(found.flatMap((one) => (E.isRight(one) ? one.right : [])))
}

/** Shards are named `STEM-00001-of-00003.safetensors`, with diffusers' `.fp16` before or after the number. */
const shards = (names: Names, stem: string, variant: string): FoundFiles => {
  const escaped = stem.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
  const name = new RegExp(`^${escaped}(\\.fp16)?-(\\d{1,6})-of-(\\d{1,6})(\\.fp16)?\\.safetensors$`)
  const found = [...names].flatMap((path) => {
    const match = name.exec(path)
    return match !== null && (match[1] ?? match[4] ?? '') === variant ? [{ path, count: Number(match[3]) }] : []
  })
  const count = found[0]?.count
  return found.length > 0 && found.every((one) => one.count === count) && found.length === count
    ? E.right(found.map(({ path }) => path))
    : E.left([`${stem}${variant}-*-of-*.safetensors`])
}

/**
 * The weights `stem` in the order in which they are looked for: one file or shards with an index, then the fp16
 * variant.
 */
const weights = (names: Names, stem: string): FoundFiles => {
  const whole = [`${stem}.safetensors`, `${stem}.fp16.safetensors`].find((path) => names.has(path))
  if (whole !== undefined) return E.right([whole])
  const index = [
    ['', `${stem}.safetensors.index.json`],
    ['.fp16', `${stem}.safetensors.index.fp16.json`],
  ] as const
  const sharded = index.find(([, path]) => names.has(path))
  return sharded === undefined
    ? E.left([`${stem}.safetensors`])
    : all([E.right([sharded[1]]), shards(names, stem, sharded[0])])
}

/** T5 and its tokenizer, of which the vocabulary in other forms comes along for other programs. */
const text = (names: Names): FoundFiles =>
  all([
    requireFile(names, 'text_encoder/config.json'),
    weights(names, 'text_encoder/model'),
    requireFile(names, 'tokenizer/tokenizer.json'),
    requireFile(names, 'tokenizer/tokenizer_config.json'),
    E.right(
      [...names].filter((path) => /^tokenizer\/(?!tokenizer(?:_config)?\.json$)[^/]+\.(?:json|model|txt)$/.test(path)),
    ),
  ])

/** The only weights at the top of a repository, in a file of that ending: fine-tunes have a name of their own. */
const onlyWeights = (names: Names, ending: '.safetensors' | '.ckpt'): FoundFiles => {
  const [only = '', ...others] = [...names].filter((path) => /^[^/]+\.(?:safetensors|ckpt)$/.test(path))
  return others.length === 0 && only.endsWith(ending) ? E.right([only]) : E.left(['model.safetensors'])
}

/** The weights named `model`, else the only ones that there are. */
const modelWeights = (names: Names): FoundFiles =>
  pipe(
    weights(names, 'model'),
    E.orElse((missing) =>
      pipe(
        onlyWeights(names, '.safetensors'),
        E.mapLeft(() => missing),
      ),
    ),
  )

/** The same in a `.ckpt`, whose code is never run. */
const ckptWeights = (names: Names): FoundFiles =>
  names.has('model.ckpt') ? E.right(['model.ckpt']) : onlyWeights(names, '.ckpt')

/** The weights of a name of their own, one of several in a repository: a file that is given as a model. */
const weightsNamed = (names: Names, stem: string): FoundFiles => {
  const found = [`${stem}.safetensors`, `${stem}.ckpt`].find((path) => names.has(path))
  return found === undefined ? E.left([`${stem}.safetensors`]) : E.right([found])
}

const hasAnyText = (names: Names): boolean => [...names].some((path) => /^(?:text_encoder|tokenizer)\//.test(path))

const singleFile = (names: Names, model: FoundFiles, config = 'model_config.json'): FoundFiles =>
  all([requireFile(names, config), model, hasAnyText(names) ? text(names) : E.right([])])

const diffusers = (names: Names): FoundFiles =>
  all([
    requireFile(names, 'model_index.json'),
    ...['transformer', 'vae', 'projection_model'].flatMap((part) => [
      requireFile(names, `${part}/config.json`),
      weights(names, `${part}/diffusion_pytorch_model`),
    ]),
    requireFile(names, 'scheduler/scheduler_config.json'),
    text(names),
  ])

const usualFiles = (names: Names): FoundFiles => {
  const single = singleFile(names, modelWeights(names))
  const ckpt = singleFile(names, ckptWeights(names))
  const folders = diffusers(names)
  const isFolders = names.has('model_index.json') && !names.has('model_config.json')
  return E.isRight(single) ? single : E.isRight(folders) || isFolders ? folders : E.isRight(ckpt) ? ckpt : single
}

const namedFiles = (names: Names, stem: string): FoundFiles => {
  const own = `${stem}_config.json`
  return singleFile(names, weightsNamed(names, stem), names.has(own) ? own : undefined)
}

/** The path that such weights are opened by: those that are named, in the folder of the snapshot. */
export const modelPath = (snapshot: string, files: readonly NamedFile[], named?: string): string => {
  const file = files.find(({ path }) => path === `${named}.safetensors` || path === `${named}.ckpt`)
  return file === undefined ? snapshot : join(snapshot, file.path)
}

/**
 * The files of a repository that its checkpoint is made of: of the single-file layout where that is whole, else of the
 * diffusers folders; the same that `openCheckpoint` takes. Of pickled weights a `.ckpt` alone, where there is nothing
 * else, for it is read without running it. A single file may come without T5 and its tokenizer, which are the same for
 * every such model. `named` are weights of a single file by their name without its ending, in place of the model's own.
 * The `Left` says what is missing of the layout that is begun.
 */
export const neededFiles = <F extends NamedFile>(
  files: readonly F[],
  named?: string,
): E.Either<NotWhole, NeededFiles<F>> => {
  const names: Names = new Set(files.map(({ path }) => path))
  return pipe(
    named === undefined ? usualFiles(names) : namedFiles(names, named),
    E.bimap(
      (missing) => ({ missing, pickled: [...names].toSorted().find((path) => /\.(?:bin|pt|pth)$/i.test(path)) }),
      (paths) => {
        const taken = new Set(paths)
        return { files: files.filter(({ path }) => taken.has(path)), hasText: hasAnyText(names) }
      },
    ),
  )
}
