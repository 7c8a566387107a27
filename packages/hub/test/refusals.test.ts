import { readdir } from 'node:fs/promises'
import { either as E } from 'fp-ts'
import { describe, expect, it } from 'vitest'
import { describeHubError, type HubError } from '../src/index.js'
import { COMMIT, type Fault, listingOf, REPOSITORY, type Seen } from './fake-hub.js'
import { type HubScene, left, right, small, withHub } from './support.js'

const coded = (status: number, code: string, message = ''): Fault => ({
  status,
  headers: { 'x-error-code': code, 'x-error-message': message },
})

/**
 * The error of a pull against a hub that answers so: for its listing, or for its files only, as it does for a gated
 * model.
 */
const refusal = (
  fault: Fault,
  on: 'all' | 'files',
  options: Parameters<HubScene['pull']>[0] = {},
): Promise<{ readonly error: HubError; readonly sentence: string; readonly asked: number; readonly page: string }> =>
  withHub(
    {
      files: small,
      fault: ({ host, file }) => (host === 'hub' && (on === 'all' || file !== undefined) ? fault : undefined),
    },
    async ({ hub, pull }) => {
      const error = left(await pull(options))
      return { error, sentence: describeHubError(error), asked: hub.seen.length, page: `${hub.endpoint}/${REPOSITORY}` }
    },
  )

const token = 'hf_secret'

describe('a hub that says no', () => {
  it('has a licence to be accepted: without a token it says where to click, what to make and where to put it', async () => {
    const { error, sentence, asked, page } = await refusal(coded(401, 'GatedRepo'), 'files')
    expect(error).toEqual({ _tag: 'Gated', repository: REPOSITORY, page, token: undefined })
    expect(sentence).toContain(`open ${page} and agree`)
    expect(sentence).toContain('https://huggingface.co/settings/tokens')
    expect(sentence).toContain('give it as the option "token", in HF_TOKEN')
    expect(describeHubError(error, '--token')).toContain('give it as --token, in HF_TOKEN')
    expect(asked).toBe(2)
  })

  it('knows the account and has no licence of it', async () => {
    const { error, sentence, page } = await refusal(coded(403, 'GatedRepo'), 'files', { env: { HF_TOKEN: token } })
    expect(error).toEqual({ _tag: 'Gated', repository: REPOSITORY, page, token: 'HF_TOKEN' })
    expect(sentence).toContain(page)
  })

  it('does not know the token', async () => {
    const invalid = coded(401, '', 'Invalid credentials in Authorization header')
    for (const on of ['all', 'files'] as const) {
      const { error } = await refusal(invalid, on, { token })
      expect(error).toEqual({ _tag: 'Unauthorised', repository: REPOSITORY, token: 'token' })
      expect(describeHubError(error, '--token')).toContain('does not know the token from --token:')
    }
  })

  it('wants a token, or one that may do more', async () => {
    expect((await refusal({ status: 401 }, 'all')).error).toMatchObject({ _tag: 'Unauthorised', token: undefined })
    const { error, sentence } = await refusal({ status: 403 }, 'files', { token })
    expect(error).toMatchObject({ _tag: 'Forbidden', token: 'token' })
    expect(sentence).toContain('public gated repositories')
    expect((await refusal({ status: 403 }, 'files')).error).toMatchObject({ _tag: 'Forbidden', token: undefined })
  })

  it('has no such repository, revision or file', async () => {
    expect((await refusal(coded(401, 'RepoNotFound'), 'all')).error).toMatchObject({
      _tag: 'RepositoryMissing',
      token: undefined,
    })
    expect((await refusal(coded(404, 'RepoNotFound'), 'all', { token })).error).toMatchObject({
      _tag: 'RepositoryMissing',
      token: 'token',
    })
    expect((await refusal({ status: 404 }, 'all')).error).toMatchObject({ _tag: 'RepositoryMissing' })
    expect((await refusal(coded(404, 'RevisionNotFound'), 'all', { revision: 'v9' })).error).toEqual({
      _tag: 'RevisionMissing',
      repository: REPOSITORY,
      revision: 'v9',
    })
    for (const code of ['EntryNotFound', '']) {
      expect((await refusal(coded(404, code), 'files')).error).toMatchObject({
        _tag: 'FileMissing',
        file: 'config.json',
      })
    }
  })
})

describe('a hub that cannot answer now', () => {
  const once =
    (fault: Fault) =>
    (_: Seen, before: readonly Seen[]): Fault | undefined =>
      before.length === 0 ? fault : undefined

  it('is asked again after the time it asks for', async () => {
    const fault = once({ status: 429, headers: { 'retry-after': '7' } })
    await withHub({ files: small, fault }, async ({ pull, waited }) => {
      right(await pull())
      expect(waited).toEqual([7000])
    })
  })

  it('is not asked again where that is long', async () => {
    for (const headers of [{ 'retry-after': '300' }, { ratelimit: '"api";r=0;t=300' }]) {
      const { error, asked } = await refusal({ status: 429, headers }, 'all')
      expect(error).toMatchObject({ _tag: 'RateLimited', seconds: 300 })
      expect(asked).toBe(1)
    }
  })

  it('is asked again a few times, ever more slowly, where it says no time or is ill', async () => {
    for (const status of [429, 500, 503]) {
      await withHub({ files: small, fault: () => ({ status }) }, async ({ hub, pull, waited }) => {
        const host = new URL(hub.endpoint).host
        const error = left(await pull())
        expect(error).toEqual(
          status === 429 ? { _tag: 'RateLimited', host, seconds: undefined } : { _tag: 'ServerFailed', host, status },
        )
        expect(waited).toEqual([1000, 2000, 4000, 8000, 16_000])
      })
      await withHub({ files: small, fault: once({ status }) }, async ({ pull }) => {
        expect(right(await pull()).commit).toBe(COMMIT)
      })
    }
  })

  it('is asked for another signed address where the one for the file has run out', async () => {
    const fault = ({ host }: Seen, before: readonly Seen[]): Fault | undefined =>
      host === 'cdn' && before.every((one) => one.host === 'hub') ? { status: 403 } : undefined
    await withHub({ files: small, fault }, async ({ pull, waited }) => {
      right(await pull())
      expect(waited).toEqual([1000])
    })
  })

  it('is not there', async () => {
    const endpoint = await withHub({ files: small }, ({ hub }) => Promise.resolve(hub.endpoint))
    await withHub({ files: small }, async ({ pull }) => {
      const host = new URL(endpoint).host
      expect(left(await pull({ endpoint }))).toEqual({ _tag: 'NoNetwork', host, reason: 'it refuses the connection' })
    })
  })
})

describe('a redirect', () => {
  const to =
    (location: string, on = 'config.json') =>
    ({ host, file }: Seen): Fault | undefined =>
      host === 'hub' && file === on ? { status: 307, headers: { location } } : undefined

  it('inside the hub keeps the token', async () => {
    const fault = ({ file }: Seen): Fault | undefined =>
      file === 'config.json' ? { status: 307, headers: { location: '/moved' } } : undefined
    await withHub({ files: small, fault }, async ({ hub, pull }) => {
      left(await pull({ token }))
      expect(hub.seen.at(-1)).toMatchObject({ path: '/moved', headers: { authorization: `Bearer ${token}` } })
    })
  })

  it('that leaves the hub loses the token, even where it comes back', async () => {
    await withHub({ files: small }, async (away) => {
      await withHub({ files: small, fault: to(`${away.hub.endpoint}/there`) }, async ({ pull }) => {
        left(await pull({ token }))
      })
      expect(away.hub.seen.map(({ path, headers }) => [path, headers.authorization])).toEqual([['/there', undefined]])
    })
    const fault = ({ host }: Seen): Fault | undefined =>
      host === 'cdn' ? { status: 302, headers: { location: 'BACK' } } : undefined
    await withHub({ files: small, fault }, async ({ hub, pull }) => {
      const back: typeof fetch = async (address, init) => {
        const response = await fetch(address, init)
        return response.headers.get('location') === 'BACK'
          ? new Response(null, { status: 302, headers: { location: `${hub.endpoint}/back` } })
          : response
      }
      left(await pull({ token, fetch: back }))
      expect(hub.seen.at(-1)).toMatchObject({ path: '/back' })
      expect(hub.seen.at(-1)?.headers.authorization).toBeUndefined()
    })
  })

  it('is not followed without end, to another kind of address or to one with a password', async () => {
    for (const [location, wrong] of [
      [`/${REPOSITORY}/resolve/${COMMIT}/config.json`, 'without end'],
      ['file:///etc/passwd', 'to an address of another kind than http'],
      ['http://[', 'to an address that is none'],
      ['http://a:b@localhost/', 'to an address with a name or password in it'],
    ] as const) {
      await withHub({ files: small, fault: to(location) }, async ({ pull }) => {
        expect(left(await pull({ token }))).toMatchObject({ _tag: 'UnsafeRedirect', wrong })
      })
    }
  })

  it('is not followed from https to http', async () => {
    const asked: (readonly [string, string | null])[] = []
    const fake: typeof fetch = (address, init) => {
      asked.push([String(address), new Headers(init?.headers).get('authorization')])
      return Promise.resolve(new Response(null, { status: 302, headers: { location: 'http://hub.example/plain' } }))
    }
    await withHub({ files: small }, async ({ pull }) => {
      const error = left(await pull({ fetch: fake, endpoint: 'https://hub.example', token }))
      expect(error).toEqual({ _tag: 'UnsafeRedirect', host: 'hub.example', wrong: 'from https to http' })
      expect(asked).toEqual([['https://hub.example/api/models/tiny/model/revision/main?blobs=true', `Bearer ${token}`]])
    })
  })

  it('to another hash, or from another commit, than was listed is noticed before anything is fetched', async () => {
    const linked = { location: '/x', 'x-linked-etag': `W/"${'0'.repeat(64)}"` }
    const commit = { location: '/x', 'x-repo-commit': '1'.repeat(40) }
    for (const [headers, served] of [
      [linked, `sha256 ${'0'.repeat(64)}`],
      [commit, `commit ${'1'.repeat(40)}`],
    ] as const) {
      const fault = ({ file, path }: Seen): Fault | undefined =>
        path === '/x' ? { status: 200 } : file === 'model.safetensors' ? { status: 302, headers } : undefined
      await withHub({ files: small, fault }, async ({ pull }) => {
        expect(left(await pull())).toMatchObject({ _tag: 'Changed', file: 'model.safetensors', served })
      })
    }
  })
})

describe('a listing', () => {
  const listed = listingOf(small)
  const [first] = listed.siblings
  const withPath = (rfilename: string) => ({ ...listed, siblings: [...listed.siblings, { ...first, rfilename }] })

  it('with a path that could lead out of the folder is refused whole', async () => {
    for (const path of [
      '../x',
      'a/../../x',
      '/etc/x',
      '..\\x',
      'a\0b',
      'C:/x',
      './x',
      'a//b',
      '',
      'a/',
      'a\nb',
      'a\ud800',
    ]) {
      await withHub({ files: small, listing: withPath(path) }, async ({ hub, pull }) => {
        expect(left(await pull())).toEqual({ _tag: 'UnsafePath', repository: REPOSITORY, path })
        expect(hub.seen).toHaveLength(1)
      })
    }
  })

  it('of another form is refused by the key that does not fit', async () => {
    const withFirst = (change: object) => ({ ...listed, siblings: [{ ...first, ...change }] })
    for (const [listing, key] of [
      [[], ''],
      [{ ...listed, siblings: [null] }, 'siblings[0]'],
      [{ ...listed, sha: '../..' }, 'sha'],
      [{ ...listed, siblings: null }, 'siblings'],
      [withFirst({ size: -1 }), 'siblings[0].size'],
      [withFirst({ size: 1e300 }), 'siblings[0].size'],
      [withFirst({ blobId: '../../x' }), 'siblings[0].blobId'],
    ] as const) {
      await withHub({ files: small, listing }, async ({ pull }) => {
        expect(left(await pull())).toMatchObject({ _tag: 'BadListing', key })
      })
    }
    const page: Fault = { status: 200, body: '<html>log in</html>' }
    expect((await refusal(page, 'all')).error).toMatchObject({ _tag: 'BadListing', wrong: 'no JSON' })
    for (const body of [`${'['.repeat(100_000)}${']'.repeat(100_000)}`, '{"sha": 1e999}', '{"sha": 1, "sha": 2}']) {
      const { error } = await refusal({ status: 200, body }, 'all')
      expect(error).toMatchObject({ _tag: 'BadListing', key: '', wrong: expect.stringMatching(/^JSON of which it /) })
    }
  })

  it('that is endless is not read to its end', async () => {
    const { error } = await refusal({ status: 200, body: ' '.repeat(2 ** 24 + 1) }, 'all')
    expect(error).toMatchObject({ _tag: 'BadListing', wrong: 'longer than 16 MiB' })
  })

  it('without what was asked for by its name says so, and nothing is fetched or written', async () => {
    await withHub({ files: small }, async ({ hub, cache, pull }) => {
      const error = left(await pull({ revision: 'v1' }, ['config.json', 'weights.bin', 'a/b']))
      expect(error).toEqual({
        _tag: 'NotListed',
        repository: REPOSITORY,
        revision: 'v1',
        missing: ['weights.bin', 'a/b'],
      })
      expect(describeHubError(error)).toContain('revision "v1" has no weights.bin, a/b;')
      expect(hub.seen).toHaveLength(1)
      expect(await readdir(cache)).toEqual([])
    })
  })
})

describe('a request that is not in order', () => {
  it('is refused before anything is sent', async () => {
    await withHub({ files: small }, async ({ hub, pull }) => {
      for (const [options, error] of [
        ...[
          '',
          'a/b/c',
          '../x',
          'a/..',
          'a b/c',
          '/x',
          'a/',
          'a/-b',
          'a/b--c',
          'a\\b',
          'https://huggingface.co/a/b',
        ].map((repository) => [{ repository }, { _tag: 'BadRepository', repository }] as const),
        ...['', '../x', 'a/../b', '/a', 'a//b', 'a b', 'a\\b', 'a?b'].map(
          (revision) => [{ revision }, { _tag: 'BadRevision', revision }] as const,
        ),
        ...['', 'huggingface.co', 'ftp://x', 'http://a:hf_secret@x', 'http://x/?hf_secret', 'http://example.com'].map(
          (endpoint) => [{ endpoint, token }, { _tag: 'BadEndpoint' }] as const,
        ),
        ...['a b', 'hf_secret\nx', 'hf_secrét'].map(
          (wrong) => [{ token: wrong }, { _tag: 'BadToken', source: 'token' }] as const,
        ),
      ])
        expect(left(await pull(options))).toMatchObject(error)
      expect(hub.seen).toEqual([])
    })
  })

  it('may go to a hub without https as long as no token does', async () => {
    const fake: typeof fetch = () => Promise.reject(new TypeError('fetch failed'))
    await withHub({ files: small }, async ({ pull }) => {
      const result = await pull({ endpoint: 'http://hub.example', fetch: fake })
      expect(E.isLeft(result) && result.left).toEqual({
        _tag: 'NoNetwork',
        host: 'hub.example',
        reason: 'the connection failed',
      })
    })
  })
})
