import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { all, type FoundFiles, type Names } from './found-files.js'

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
export const weightsOf = (names: Names, stem: string): FoundFiles => {
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

/** The only weights at the top of a repository, in a file of that ending: fine-tunes have a name of their own. */
const onlyWeights = (names: Names, ending: '.safetensors' | '.ckpt'): FoundFiles => {
  const [only = '', ...others] = [...names].filter((path) => /^[^/]+\.(?:safetensors|ckpt)$/.test(path))
  return others.length === 0 && only.endsWith(ending) ? E.right([only]) : E.left(['model.safetensors'])
}

/** The weights named `model`, else the only ones that there are. */
export const modelWeights = (names: Names): FoundFiles =>
  pipe(
    weightsOf(names, 'model'),
    E.orElse((missing) =>
      pipe(
        onlyWeights(names, '.safetensors'),
        E.mapLeft(() => missing),
      ),
    ),
  )

/** The same in a `.ckpt`, whose code is never run. */
export const ckptWeights = (names: Names): FoundFiles =>
  names.has('model.ckpt') ? E.right(['model.ckpt']) : onlyWeights(names, '.ckpt')

/** The weights of a name of their own, one of several in a repository: a file that is given as a model. */
export const weightsNamed = (names: Names, stem: string): FoundFiles => {
  const found = [`${stem}.safetensors`, `${stem}.ckpt`].find((path) => names.has(path))
  return found === undefined ? E.left([`${stem}.safetensors`]) : E.right([found])
}
