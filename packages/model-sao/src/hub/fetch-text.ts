import { join } from 'node:path'
import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { Connection } from './connection.js'
import type { HubError } from './errors.js'
import { ensureSnapshot, type PullProgress } from './fetch-files.js'
import { repositoryCache } from './layout.js'
import { fetchListing, type HubFile, type Listing } from './listing.js'
import { placeLink } from './place.js'
import { retry } from './retry.js'

/** The T5 that Stable Audio Open was trained with; its configurations name it `t5-base`. */
const TEXT = { repository: 'google-t5/t5-base', revision: 'main' } as const

/** Where a checkpoint has each of its files. */
const PLACES: ReadonlyMap<string, string> = new Map([
  ['config.json', 'text_encoder/config.json'],
  ['model.safetensors', 'text_encoder/model.safetensors'],
  ['tokenizer.json', 'tokenizer/tokenizer.json'],
  ['tokenizer_config.json', 'tokenizer/tokenizer_config.json'],
])

const textFiles = ({ files }: Listing): E.Either<HubError, readonly HubFile[]> => {
  const needed = files.filter(({ path }) => PLACES.has(path))
  const missing = [...PLACES.keys()].filter((path) => !needed.some((file) => file.path === path))
  return missing.length === 0
    ? E.right(needed)
    : E.left({ _tag: 'NoCheckpoint', repository: TEXT.repository, missing, pickled: undefined })
}

/**
 * Fetches T5 and its tokenizer into their own place of the cache, and links them into the folders of `snapshot`, which
 * has none. Any `HubError` of the network, of answers and of the cache; `NoCheckpoint`, `InUse`.
 */
export const fetchText = (
  connection: Connection,
  cache: string,
  snapshot: string,
  onProgress: (progress: PullProgress) => void,
): TE.TaskEither<HubError, void> => {
  const asked = { ...connection, ...TEXT }
  const at = repositoryCache(cache, TEXT.repository)
  return pipe(
    TE.Do,
    TE.bind('listing', () => retry(asked, fetchListing(asked))),
    TE.bind('needed', ({ listing }) => TE.fromEither(textFiles(listing))),
    TE.tap(({ listing: { commit }, needed }) =>
      ensureSnapshot(asked, at, { commit, needed, isHere: false }, onProgress),
    ),
    TE.flatMap(({ needed }) =>
      pipe(
        needed,
        TE.traverseSeqArray((file) => placeLink(join(snapshot, PLACES.get(file.path) ?? file.path), at, file)),
      ),
    ),
    TE.map(() => undefined),
  )
}
