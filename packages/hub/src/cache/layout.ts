import { join } from 'node:path'
import type { HubFile } from '../listing/listing.js'

/** Where a repository lies in a cache. */
export interface RepositoryCache {
  readonly cache: string
  /** `models--OWNER--NAME`, which holds `blobs`, `snapshots` and `refs`. */
  readonly folder: string
  /** Says that a process is pulling it; `.locks` is where Python's library has its own. */
  readonly lock: string
}

/**
 * The standard layout of Hugging Face's cache for a checked repository. Source: huggingface_hub, "Understand caching".
 */
export const repositoryCache = (cache: string, repository: string): RepositoryCache => {
  const name = ['models', ...repository.split('/')].join('--')
  return { cache, folder: join(cache, name), lock: join(cache, '.locks', name, 'sigmastream.lock') }
}

/** Where the bytes of a file lie, under the hash that they have. What is there is whole. */
export const blobPath = ({ folder }: RepositoryCache, { hash }: HubFile): string => join(folder, 'blobs', hash.hex)

/**
 * Where they gather until they are whole. Not where Python's library gathers them: it may be doing so at this moment,
 * under a lock that Node cannot take.
 */
export const incompletePath = (at: RepositoryCache, file: HubFile): string =>
  `${blobPath(at, file)}.sigmastream.incomplete`

/** The folder of a commit, in which each file is a link to a blob. */
export const snapshotFolder = ({ folder }: RepositoryCache, commit: string): string => join(folder, 'snapshots', commit)

/** The file that holds the commit of a branch or tag. */
export const refPath = ({ folder }: RepositoryCache, revision: string): string =>
  join(folder, 'refs', ...revision.split('/'))
