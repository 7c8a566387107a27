// The list of files that a hub answers with: all of it is pulled, and what is pulled must lie in the folder that it says.
import { createHash } from 'node:crypto'
import { realpathSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { describeHubError, pullFiles } from '@sigmastream/hub'
import { latin } from './bytes.mjs'
import { folder } from './reader.mjs'

const content = '{}'
const git = createHash('sha1').update(`blob ${content.length}\0${content}`).digest('hex')
const sha256 = createHash('sha256').update(content).digest('hex')

const cache = join(folder, 'hub')

/** A hub that gives this listing, and the same few bytes for every file. */
const answering = (listing) => (address) =>
  Promise.resolve(new Response(new URL(address).pathname.startsWith('/api/') ? listing : content))

const everyFile = {
  readFirst: () => ({ _tag: 'Right', right: [] }),
  select: (paths) => ({ _tag: 'Right', right: [...paths] }),
}

const pull = async (listing) => {
  rmSync(cache, { recursive: true, force: true })
  return pullFiles(everyFile, {
    repository: 'a/b',
    endpoint: 'http://127.0.0.1',
    cache,
    env: {},
    home: folder,
    fetch: answering(listing),
    sleep: () => Promise.resolve(),
  })()
}

/** A path that leads out of the cache; `null` where there is none. */
const leaving = ({ folder: snapshot, files }) => {
  const inside = realpathSync(cache)
  const found = files.find((path) => !realpathSync(join(snapshot, path)).startsWith(`${inside}/`))
  return found === undefined ? null : `${found} lies outside of the cache`
}

export const hubListing = {
  files: [
    latin(
      JSON.stringify({
        sha: '0123456789abcdef0123456789abcdef01234567',
        siblings: [
          { rfilename: 'config.json', size: content.length, blobId: git },
          { rfilename: 'a/b.safetensors', size: content.length, blobId: git, lfs: { sha256, size: content.length } },
        ],
      }),
    ),
  ],
  text: true,
  read: pull,
  check: leaving,
  describe: (error) => describeHubError(error),
}
