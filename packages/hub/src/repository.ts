import { either as E } from 'fp-ts'
import type { HubError } from './errors.js'

const LONGEST = 96

const isPart = (part: string): boolean =>
  /^[\w.-]+$/.test(part) && !/^[.-]|[.-]$|--|\.\./.test(part) && part.length <= LONGEST

/**
 * A name of a model repository, `OWNER/NAME` (or `NAME`, as the hub's oldest are), by the hub's own rules: it is part
 * of addresses and of paths. `BadRepository`. Source: huggingface_hub, `validate_repo_id`.
 */
export const checkedRepository = (repository: string): E.Either<HubError, string> => {
  const parts = repository.split('/')
  return parts.length <= 2 && parts.every(isPart) ? E.right(repository) : E.left({ _tag: 'BadRepository', repository })
}

/** A commit: it names what it names for ever. */
export const isCommit = (revision: string): boolean => /^[0-9a-f]{40}$/.test(revision)

/** A branch, tag, `refs/pr/N` or commit; it becomes a path of the cache. `BadRevision`. */
export const checkedRevision = (revision: string): E.Either<HubError, string> =>
  revision.length <= 255 && revision.split('/').every((part) => /^[\w+@.-]+$/.test(part) && !part.startsWith('.'))
    ? E.right(revision)
    : E.left({ _tag: 'BadRevision', revision })
