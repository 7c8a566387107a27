import { readFile } from 'node:fs/promises'
import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { HubError } from '../errors.js'
import { ifThere } from '../if-there.js'
import type { Environment } from './settings.js'

/** An access token, and in words where it came from, which is all that messages say of it. */
export interface Token {
  readonly value: string
  readonly source: string
}

/** The source of a token that was given: messages call it what its user does. */
export const GIVEN = 'token'

/** Where tokens are looked for. */
interface TokenSources {
  /** The one that was given to whoever asks. */
  readonly option: string | undefined
  readonly env: Environment
  /** The hub's token file: its path, and its text where there is one. */
  readonly file: { readonly path: string; readonly text: string | undefined }
}

/**
 * The token to use: the one given, else that of `HF_TOKEN`, of `HUGGING_FACE_HUB_TOKEN`, of the token file; blank
 * ones are none. `BadToken`: it has characters that no token has, so that it cannot be sent; they are not shown.
 */
export const tokenOf = ({ option, env, file }: TokenSources): E.Either<HubError, Token | undefined> => {
  const found = [
    { value: option, source: GIVEN },
    { value: env['HF_TOKEN'], source: 'HF_TOKEN' },
    { value: env['HUGGING_FACE_HUB_TOKEN'], source: 'HUGGING_FACE_HUB_TOKEN' },
    { value: file.text, source: file.path },
  ]
    .map(({ value, source }) => ({ value: value?.trim() ?? '', source }))
    .find(({ value }) => value !== '')
  return found === undefined || /^[\x21-\x7e]{1,1000}$/.test(found.value)
    ? E.right(found)
    : E.left({
        _tag: 'BadToken',
        source: found.source,
        wrong: 'holds spaces, line ends or characters that no token has',
      })
}

/** `tokenOf` with the token file read, if nothing comes before it. `BadToken`, also where the file cannot be read. */
export const readToken = (
  option: string | undefined,
  env: Environment,
  path: string,
): TE.TaskEither<HubError, Token | undefined> => {
  const text = ifThere(
    () => readFile(path, 'utf8'),
    () => ({ _tag: 'BadToken', source: path, wrong: 'cannot be read' }),
  )
  return pipe(
    TE.fromEither(tokenOf({ option, env, file: { path, text: undefined } })),
    TE.flatMap((token) =>
      token === undefined
        ? pipe(
            text,
            TE.flatMapEither((found) => tokenOf({ option, env, file: { path, text: found } })),
          )
        : TE.right(token),
    ),
  )
}
