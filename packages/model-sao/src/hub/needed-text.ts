import { either as E } from 'fp-ts'
import { all, type FoundFiles, type Names, requireFile } from './found-files.js'
import { weightsOf } from './needed-weights.js'
import type { TextNeed } from './text-need.js'

/** The vocabulary in other forms, and more words about it, which come along for other programs. */
const besideTokenizer = (names: Names, folder: string): readonly string[] =>
  [...names].filter((path) => {
    const [at, name = '', ...deeper] = path.split('/')
    const isIndex = name.endsWith('.safetensors.index.json')
    return at === folder && deeper.length === 0 && !isIndex && /\.(?:json|model|txt)$/.test(name)
  })

const textFiles = (names: Names, encoder: string, tokenizer: string): FoundFiles =>
  all([
    requireFile(names, `${encoder}/config.json`),
    weightsOf(names, `${encoder}/model`),
    requireFile(names, `${tokenizer}/tokenizer.json`),
    requireFile(names, `${tokenizer}/tokenizer_config.json`),
    E.right(besideTokenizer(names, tokenizer)),
  ])

/** A text encoder of either kind and its tokenizer, in the folders that diffusers has, and T5 everywhere. */
export const foldersOfText = (names: Names): FoundFiles => textFiles(names, 'text_encoder', 'tokenizer')

const hasT5 = (names: Names): boolean => [...names].some((path) => /^(?:text_encoder|tokenizer)\//.test(path))

/**
 * Whether nothing is to be fetched from elsewhere so that text can be told: T5 alone may be. `names` are those that are
 * needed, or all.
 */
export const isTextHere = (names: Names, need: TextNeed): boolean => need._tag !== 'T5' || hasT5(names)

/** The files that a model of the single-file layout is told text by, as far as they are to be in its repository. */
export const neededText = (names: Names, need: TextNeed): FoundFiles => {
  switch (need._tag) {
    case 'T5':
      return hasT5(names) ? foldersOfText(names) : E.right([])
    case 'Folder':
      return textFiles(names, need.folder, need.folder)
    case 'Unnamed':
      return E.left(['text encoder in a folder that its configuration names'])
    case 'Nothing':
      return E.right([])
  }
}
