import { decodeValue, parseJson } from '@sigmastream/tensor-files'
import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts'
import type { HubError } from '../errors.js'
import { type Connection, listingAddress } from '../network/connection.js'
import { readBody } from '../network/read-body.js'
import { request } from '../network/request.js'
import { isSafePath } from './safe-path.js'

/** A file as the hub lists it. */
export interface HubFile {
  /** Its path in the repository, with slashes; it stays inside. */
  readonly path: string
  /** Its size in bytes. */
  readonly size: number
  /** What its bytes hash to: SHA-256 of large files, else git's SHA-1. It is also the name of its blob in the cache. */
  readonly hash: { readonly kind: 'sha256' | 'git-sha1'; readonly hex: string }
}

/** The files of a revision, and the commit that it stands for. */
export interface Listing {
  readonly commit: string
  readonly files: readonly HubFile[]
}

const hex = (digits: number): t.Type<string> => {
  const form = new RegExp(`^[0-9a-f]{${digits}}$`)
  const is = (u: unknown): u is string => typeof u === 'string' && form.test(u)
  return new t.Type(`${digits} hexadecimal digits`, is, (u, c) => (is(u) ? t.success(u) : t.failure(u, c)), t.identity)
}

const isSize = (u: unknown): u is number => typeof u === 'number' && Number.isSafeInteger(u) && u >= 0
const Size = new t.Type<number>(
  'a size in bytes',
  isSize,
  (u, c) => (isSize(u) ? t.success(u) : t.failure(u, c)),
  t.identity,
)

const Lfs = t.type({ sha256: hex(64), size: Size }, 'an object with sha256 and size')
const Sibling = t.intersection([
  t.type({ rfilename: t.string, size: Size, blobId: hex(40) }, 'an object with rfilename, size and blobId'),
  t.partial({ lfs: t.union([Lfs, t.null]) }, 'an object'),
])
const Info = t.type({ sha: hex(40), siblings: t.array(Sibling, 'a list') }, 'an object with sha and siblings')

const fileOf = ({ rfilename, size, blobId, lfs }: t.TypeOf<typeof Sibling>): HubFile =>
  lfs === undefined || lfs === null
    ? { path: rfilename, size, hash: { kind: 'git-sha1', hex: blobId } }
    : { path: rfilename, size: lfs.size, hash: { kind: 'sha256', hex: lfs.sha256 } }

/** Decodes what the hub says of a model's revision, asked with `blobs=true`. `BadListing`, `UnsafePath`. */
const decodeListing = (repository: string, json: unknown): E.Either<HubError, Listing> =>
  pipe(
    decodeValue(Info, json),
    E.mapLeft(({ key, wrong, right }): HubError => ({ _tag: 'BadListing', repository, key, wrong, right })),
    E.flatMap(({ sha, siblings }): E.Either<HubError, Listing> => {
      const unsafe = siblings.find(({ rfilename }) => !isSafePath(rfilename))
      return unsafe === undefined
        ? E.right({ commit: sha, files: siblings.map(fileOf) })
        : E.left({ _tag: 'UnsafePath', repository, path: unsafe.rfilename })
    }),
  )

/** A listing of 10 000 files has some 3 MB. */
const LARGEST = 2 ** 24

/** Asks the hub for its listing. Every `HubError` of asking, `BadListing`, `UnsafePath`. */
export const fetchListing = (connection: Connection): TE.TaskEither<HubError, Listing> => {
  const { repository } = connection
  const badListing = (wrong: string, right: string): HubError => ({
    _tag: 'BadListing',
    repository,
    key: '',
    wrong,
    right,
  })
  const tooLong = badListing('longer than 16 MiB', 'shorter')
  return pipe(
    request(connection, listingAddress(connection), { accept: 'application/json' }, undefined),
    TE.flatMap(({ response, host }) => readBody(connection, response, host, LARGEST, tooLong)),
    TE.flatMapEither((text) =>
      pipe(
        parseJson(text),
        E.mapLeft(({ isJson, wrong, right }) =>
          isJson ? badListing(`JSON of which ${wrong}`, right) : badListing('no JSON', 'a JSON object'),
        ),
      ),
    ),
    TE.flatMapEither((json) => decodeListing(repository, json)),
  )
}
