import { readdir } from 'node:fs/promises'
import { basename, extname, join } from 'node:path'
import { extensionOf, isLatentsName, isTensorName } from '@sigmastream/pipeline'
import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { type CliError, usage } from '../errors.js'
import { type Kind, kindAt } from '../files.js'

/** What is worked on: one file, whose result has a name of its own, or several, whose results go into a folder. */
export type Inputs =
  | { readonly _tag: 'One'; readonly input: string }
  | { readonly _tag: 'Several'; readonly inputs: readonly [string, ...string[]] }

/** The endings by which sound is found in a folder; a file that is named is looked into whatever its name. */
const soundEndings = ['.wav', '.wave', '.flac', '.mp3', '.ogg', '.oga', '.opus']

const soundIn = (folder: string, option: string): TE.TaskEither<CliError, readonly string[]> =>
  pipe(
    TE.tryCatch(
      () => readdir(folder),
      (): CliError => usage(`${option}: the folder ${folder} cannot be read: give one that can`),
    ),
    TE.map((names) =>
      names
        .filter((name) => !name.startsWith('.') && soundEndings.includes(extensionOf(name)))
        .toSorted()
        .map((name) => join(folder, name)),
    ),
    TE.filterOrElse(
      (files) => files.length > 0,
      (): CliError =>
        usage(`${option}: there is no sound in the folder ${folder}: give one with ${soundEndings.join(', ')} in it`),
    ),
  )

/** What was given as IN, or as `option`: files as they are, folders as the sound in them, in the order of its names. */
export const inputsOf = (given: readonly string[], option = 'IN'): TE.TaskEither<CliError, Inputs> => {
  // an empty name is often a variable of the shell that was not set
  if (given.length === 0 || given.some((name) => name.trim() === ''))
    return TE.left(usage(`${option} is "": give the name of a file`))
  return pipe(
    given,
    TE.traverseArray((name) =>
      pipe(
        TE.fromTask<Kind, CliError>(() => kindAt(name)),
        TE.flatMap((kind) =>
          kind === 'folder'
            ? pipe(
                soundIn(name, option),
                TE.map((files) => ({ files, folder: true })),
              )
            : TE.right({ files: [name], folder: false }),
        ),
      ),
    ),
    TE.map((found): Inputs => {
      const [first = '', ...rest] = found.flatMap(({ files }) => files)
      return rest.length === 0 && !found.some(({ folder }) => folder)
        ? { _tag: 'One', input: first }
        : { _tag: 'Several', inputs: [first, ...rest] }
    }),
  )
}

/** The name of what is made of a file: its own where that can be written, else as .wav, or .npy for latents. */
const outputName = (input: string): string => {
  const writable = ['.wav', '.flac'].includes(extensionOf(input)) || isTensorName(input)
  return writable ? basename(input) : `${basename(input, extname(input))}${isLatentsName(input) ? '.npy' : '.wav'}`
}

/** Where the results of several files go. A usage error: no folder, or two results of one name. */
export const outputsOf = (
  inputs: readonly string[],
  folder: string | undefined,
): TE.TaskEither<CliError, readonly string[]> =>
  pipe(
    TE.fromTask<Kind, CliError>(() => (folder === undefined ? Promise.resolve(null) : kindAt(folder))),
    TE.flatMapEither((kind) => {
      if (folder === undefined || kind !== 'folder')
        return E.left(
          usage(
            folder === undefined
              ? 'no output: give -o and a folder, since IN is several files'
              : `--output: there is no folder ${folder}, and IN is several files: give a folder that is there`,
          ),
        )
      const names = inputs.map((input) => outputName(input))
      const same = names.map((name) => name.normalize().toLowerCase())
      const second = same.findIndex((name, i) => same.indexOf(name) < i)
      return second < 0
        ? E.right(names.map((name) => join(folder, name)))
        : E.left(
            usage(
              `IN: ${inputs[same.indexOf(same[second] ?? '')]} and ${inputs[second]} would both be written to ${join(folder, names[second] ?? '')}: ` +
                'rename one, or give them one after the other',
            ),
          )
    }),
  )
