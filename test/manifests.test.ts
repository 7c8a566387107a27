import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { moduleAt } from '../scripts/modules/module.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))

type Ranges = Readonly<Record<string, string>>
interface Manifest {
  readonly name: string
  readonly version: string
  readonly files: readonly string[]
  readonly dependencies?: Ranges
  readonly optionalDependencies?: Ranges
  readonly peerDependencies?: Ranges
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>
  readonly devDependencies?: Ranges
}

const manifestIn = (folder: string): Manifest => JSON.parse(readFileSync(`${root}${folder}/package.json`, 'utf8'))
const published = readdirSync(`${root}packages`).map((folder) => ({
  folder,
  manifest: manifestIn(`packages/${folder}`),
}))
const byName = new Map(published.map(({ manifest }) => [manifest.name, manifest]))
const whole = manifestIn('.')

describe.each(published)('the manifest of packages/$folder', ({ folder, manifest }) => {
  const { name, dependencies = {}, optionalDependencies = {}, peerDependencies = {}, devDependencies = {} } = manifest

  it('says where it comes from, what may be done with it, and how it is found', () => {
    expect(name).toBe(folder === 'sigmastream' ? folder : `@sigmastream/${folder}`)
    expect(manifest).toMatchObject({
      version: whole.version,
      license: 'MIT',
      type: 'module',
      engines: { node: '>=20' },
      publishConfig: { access: 'public' },
      repository: {
        type: 'git',
        url: 'git+https://github.com/sigmastream/sigmastream.git',
        directory: `packages/${folder}`,
      },
      description: expect.stringMatching(/^.{20,}[^.]$/),
      keywords: expect.arrayContaining([expect.stringMatching(/^[a-z0-9-]+$/)]),
    })
  })

  it('has the licence beside it', () => {
    expect(readFileSync(`${root}packages/${folder}/LICENSE`, 'utf8')).toBe(readFileSync(`${root}LICENSE`, 'utf8'))
  })

  it('lets its user have a newer release of what it depends on', () => {
    for (const [needed, range] of Object.entries({ ...dependencies, ...optionalDependencies, ...peerDependencies })) {
      expect(`${needed} ${range}`).toMatch(byName.has(needed) ? / workspace:\^$/ : / \^\d+\.\d+\.\d+$/)
    }
  })

  it('is tested with one exact release of each, which its ranges allow', () => {
    for (const [needed, version] of Object.entries(devDependencies)) {
      expect(`${needed} ${version}`).toMatch(byName.has(needed) ? / workspace:\^$/ : / \d+\.\d+\.\d+$/)
    }
    const ranges = Object.entries(devDependencies).map(([needed, version]) => [needed, `^${version}`])
    expect(peerDependencies).toMatchObject(
      Object.fromEntries(ranges.filter(([needed = '']) => needed in peerDependencies)),
    )
  })

  it('asks for what its dependencies ask for, or brings it', () => {
    const asked = Object.keys(dependencies).flatMap((one) => {
      const { peerDependencies: peers = {}, peerDependenciesMeta: meta = {} } = byName.get(one) ?? {}
      return Object.keys(peers).filter((peer) => meta[peer]?.optional !== true)
    })
    const given = Object.keys({ ...dependencies, ...peerDependencies })
    expect(given).toEqual(expect.arrayContaining(asked.filter((peer) => !peer.startsWith('@tensorflow/'))))
  })
})

/** All that comes along with a package of the workspace. */
const closureOf = (name: string): readonly string[] => [
  name,
  ...Object.keys({ ...byName.get(name)?.dependencies, ...byName.get(name)?.optionalDependencies }).flatMap(closureOf),
]

it.each(['core', 'samplers', 'laws', 'tensor-files', 'checkpoint', 'hub', 'audio', 'plot', 'model-tfjs'])(
  '@sigmastream/%s does not bring the engine',
  (name) => {
    expect(closureOf(`@sigmastream/${name}`)).not.toContain('onnxruntime-node')
  },
)

it('the engine is brought where it is used', () => {
  expect(closureOf('sigmastream')).toContain('onnxruntime-node')
})

/** What the sources of a package import, by the names of packages; what `require.resolve` finds counts too. */
const importedBy = (folder: string): readonly string[] => {
  // Not the whole package: that follows the links of node_modules to all that is installed.
  const files = ['src', 'bin']
    .map((part) => `${root}packages/${folder}/${part}`)
    .filter((part) => existsSync(part))
    .flatMap((part) => readdirSync(part, { recursive: true, encoding: 'utf8' }).map((file) => `${part}/${file}`))
    .filter((file) => /\.(ts|js)$/.test(file))
  const specifiers = files.flatMap((file) => [
    ...moduleAt(file).imports.map(({ specifier }) => specifier),
    ...[...readFileSync(file, 'utf8').matchAll(/\bresolve\(['`]([^'`]+)['`]\)/g)].map(
      ([, specifier = '']) => specifier,
    ),
  ])
  return [...new Set(specifiers)]
    .filter((specifier) => !/^(\.|node:)/.test(specifier))
    .map((specifier) => /^(@[^/]+\/)?[^/]+/.exec(specifier)?.[0] ?? specifier)
}

/** What a dependency of a package leaves to its user to install. */
const peersOf = (folder: string, dependency: string): readonly string[] => {
  const path = `${root}packages/${folder}/node_modules/${dependency}/package.json`
  return Object.keys(JSON.parse(readFileSync(path, 'utf8')).peerDependencies ?? {})
}

describe.each(published)('the imports of packages/$folder', ({ folder, manifest }) => {
  const { name, files, dependencies = {}, optionalDependencies = {}, peerDependencies = {} } = manifest
  // A page is built with all that it imports: nothing of it is installed with it.
  const bundled = files.includes('src') || !files.includes('dist') ? {} : manifest.devDependencies
  const named = Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies, ...bundled })
  const imported = importedBy(folder).filter((one) => one !== name)

  it('are of what its manifest names', () => {
    expect(imported.filter((one) => !named.includes(one))).toEqual([])
  })

  it('leave nothing out that it depends on', () => {
    // what another of them loads, and leaves to its user, is imported by that one
    const askedByOthers = Object.keys(dependencies).flatMap((one) => peersOf(folder, one))
    const depended = Object.keys({ ...dependencies, ...optionalDependencies })
    expect(depended.filter((one) => ![...imported, ...askedByOthers].includes(one))).toEqual([])
  })
})
