import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { compile, older, peers, runProgram, startProject, version, write } from './project.mjs'
import { pathWith, root, run } from './run.mjs'

/** What strangers do with the packages, each in a project of its own. */

/** Nothing but a registry is reached: the engine's script would fetch a GPU runtime (docs/installing.md). */
const skipGpu = { ONNXRUNTIME_NODE_INSTALL: 'skip' }
const npmInstall = ['install', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error']

const recording = join(root, 'examples/audio/tabla.flac')

const mustBe = (what, actual, expected) => {
  if (actual !== expected)
    throw new Error(`${what}: ${JSON.stringify(actual)} where ${JSON.stringify(expected)} was expected`)
}

/** Packages as dependencies: each the tarball that was packed. */
const tarballsOf = (packages) => Object.fromEntries(packages.map(({ name, tarball }) => [name, `file:${tarball}`]))

/** A sampler and the law kit need no engine, no types of Node and no DOM but the names that both have. */
export const withoutEngine = async (folder, packages) => {
  const small = packages.filter(({ name }) =>
    ['core', 'samplers', 'laws'].some((one) => name === `@sigmastream/${one}`),
  )
  const { '@types/node': _, ...needed } = peers
  startProject(folder, { ...tarballsOf(small), ...needed }, ['sampler.ts'])
  await run('npm', npmInstall, { cwd: folder })
  if (existsSync(join(folder, 'node_modules/onnxruntime-node'))) throw new Error('the engine was installed')
  const options = { types: [], lib: ['es2023', 'dom'] }
  await compile(folder, 'bundler', options)
  await compile(folder, 'node16', options, older)
  mustBe('sampler.ts', (await runProgram(folder, 'sampler.ts')).trim().split('\n').at(-1), 'the laws hold')
}

/** Every entry that a program can import: those that are programs themselves run when they are. */
const entriesOf = ({ name, manifest }) =>
  Object.keys(manifest.exports)
    .filter((entry) => !['./package.json', './main', './worker', './probe'].includes(entry))
    .map((entry) => join(name, entry))

/** A program that loads every entry, and with it every type. */
const entriesProgram = (packages) =>
  packages
    .flatMap(entriesOf)
    .flatMap((entry, i) => [
      `import * as entry${i} from '${entry}'`,
      `console.log('${entry}', Object.keys(entry${i}).length)`,
    ])
    .join('\n')

// TensorFlow.js's own types do not hold up under skipLibCheck: false.
const hasOthersTypes = ({ name }) => name === '@sigmastream/model-tfjs'

const useAll = async (folder, packages, command) => {
  const program = (name, of) => writeFileSync(join(folder, name), `${entriesProgram(of)}\n`)
  program(
    'entries.ts',
    packages.filter((one) => !hasOthersTypes(one)),
  )
  const options = { types: ['node'], lib: ['es2023'] }
  await compile(folder, 'bundler', options)
  await compile(folder, 'node16', options)
  program('entries.ts', packages)
  await compile(folder, 'node16', { ...options, skipLibCheck: true })
  const loaded = (await runProgram(folder, 'entries.ts')).trim().split('\n')
  mustBe('entries without an export', loaded.filter((line) => line.endsWith(' 0')).join(), '')
  await runProgram(folder, 'sampler.ts')
  const cli = (...args) => run(...command(args), { cwd: folder })
  mustBe('sigmastream --version', (await cli('--version')).trim(), version)
  if (!(await cli('samplers')).includes('dpmpp-2m')) throw new Error('sigmastream samplers lists no dpmpp-2m')
  await cli(
    'inpaint',
    recording,
    '--from',
    '3',
    '--to',
    '3.2',
    '--steps',
    '2',
    '-o',
    'filled.wav',
    '--plot',
    'filled.png',
  )
  for (const made of ['filled.wav', 'filled.png'])
    if (!existsSync(join(folder, made))) throw new Error(`no ${made} was written`)
}

/** Where the engine's own script failed, npm leaves it out: a variation needs it, and says so. */
const saysHowToInstall = async (folder) => {
  rmSync(join(folder, 'node_modules/onnxruntime-node'), { recursive: true })
  const wrong = await run(
    'npx',
    ['--no-install', 'sigmastream', 'vary', recording, '--amount', '0.5', '--steps', '2', '-o', 'no.wav'],
    {
      cwd: folder,
    },
  ).then(
    () => 'nothing',
    (cause) => cause.message,
  )
  if (!wrong.includes('ONNXRUNTIME_NODE_INSTALL=skip')) throw new Error(`without the engine it says: ${wrong}`)
}

export const inNpmProject = async (folder, packages) => {
  startProject(folder, { ...tarballsOf(packages), ...peers }, ['sampler.ts'])
  await run('npm', npmInstall, { cwd: folder, env: skipGpu })
  await useAll(folder, packages, (args) => ['npx', ['--no-install', 'sigmastream', ...args]])
  await saysHowToInstall(folder)
}

/** With pnpm a package sees what it names and nothing else. */
export const inPnpmProject = async (folder, packages) => {
  const [{ pnpm }] = packages
  const ours = tarballsOf(packages)
  startProject(folder, { ...ours, ...peers }, ['sampler.ts'])
  write(join(folder, 'pnpm-workspace.yaml'), {
    packages: ['.'],
    overrides: ours,
    hoist: false,
    strictPeerDependencies: true,
    autoInstallPeers: false,
    allowBuilds: { 'onnxruntime-node': false },
  })
  await run('pnpm', ['install', '--prefer-offline', '--no-frozen-lockfile'], { cwd: folder, env: pathWith(pnpm) })
  await useAll(folder, packages, (args) => [join('node_modules', '.bin', 'sigmastream'), args])
  if (readdirSync(join(folder, 'node_modules')).includes('onnxruntime-node')) throw new Error('the engine was hoisted')
}
