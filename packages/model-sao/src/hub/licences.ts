import type { ModelKind } from '../checkpoint/kind.js'

/** A licence or a notice that comes with a model: its name, what it is of, and its file in the snapshot if there is one. */
export interface Licence {
  readonly name: string
  readonly of: string
  readonly file: string | undefined
}

/** Files at the top of a repository that say on what terms it is given. */
export const isLicence = (path: string): boolean => /^(?:licen[cs]e|notice)[^/]*$/i.test(path)

const isNotice = (path: string): boolean => /^notice/i.test(path)
const isGemma = (path: string): boolean => /gemma/i.test(path)

/**
 * On what terms a model is given, as far as its kind and the files of its repository tell: Stable Audio 3 has two
 * licences, its own and that of its text encoder, and they hold whether their files came along or not.
 */
export const licencesOf = (kind: ModelKind, paths: readonly string[]): readonly Licence[] => {
  const files = paths.filter(isLicence).toSorted()
  const notices = files.filter(isNotice).map((file) => ({ name: 'notices', of: 'the model', file }))
  const terms = files.filter((file) => !isNotice(file))
  if (kind !== 'Stable Audio 3' && kind !== 'Stable Audio 3 base')
    return [...terms.map((file) => ({ name: 'licence', of: 'the model', file })), ...notices]
  const [own, gemma] = [terms.find((file) => !isGemma(file)), terms.find(isGemma)]
  return [
    { name: 'Stability AI Community License', of: 'the model', file: own },
    { name: 'Gemma Terms of Use', of: 'its text encoder', file: gemma },
    ...notices,
  ]
}
