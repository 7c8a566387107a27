// Packs every package and uses the tarballs as a stranger does: installed by npm and by pnpm into an empty project outside
// the workspace, compiled strictly, run; then publint and are-the-types-wrong look at each. Only a package registry is
// reached.
// usage: node scripts/pack-check.mjs [--keep]   (--keep leaves the folder, and says where it is)
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import './setup.mjs'
import { inNpmProject, inPnpmProject, withoutEngine } from './pack-check/consumers.mjs'
import { publishes } from './pack-check/publishes.mjs'
import { pnpmFolder } from './pack-check/run.mjs'
import { packAll } from './pack-check/tarballs.mjs'

const keep = process.argv.includes('--keep')
const folder = realpathSync(mkdtempSync(join(tmpdir(), 'sigmastream-packed-')))
const started = performance.now()
const since = () => `${((performance.now() - started) / 1000).toFixed(0)} s`

const failures = []
const check = async (name, task) => {
  try {
    await task()
    console.log(`ok      ${name} (${since()})`)
  } catch (cause) {
    failures.push(name)
    console.log(`FAILED  ${name} (${since()})\n${cause instanceof Error ? cause.message : cause}`)
  }
}

try {
  const tarballs = join(folder, 'tarballs')
  mkdirSync(tarballs)
  const packages = await packAll(tarballs, await pnpmFolder())
  console.log(`packed  ${packages.length} packages (${since()})`)

  const project = (name) => {
    const place = join(folder, name)
    mkdirSync(place)
    return place
  }
  await Promise.all([
    (async () => {
      await check('npm: core, samplers and laws alone, without the engine', () =>
        withoutEngine(project('small'), packages),
      )
      await check('npm: every package', () => inNpmProject(project('npm'), packages))
      await check('pnpm: every package', () => inPnpmProject(project('pnpm'), packages))
    })(),
    (async () => {
      for (const one of packages) await check(`publint, attw: ${one.name}`, () => publishes(one))
    })(),
  ])
} finally {
  if (keep) console.log(folder)
  else rmSync(folder, { recursive: true, force: true })
}

console.log(failures.length === 0 ? `pack:check passed in ${since()}` : `pack:check: ${failures.length} failed`)
process.exitCode = failures.length === 0 ? 0 : 1
