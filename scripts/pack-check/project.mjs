import { copyFileSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { root, run } from './run.mjs'

/** A project that a stranger would have: started, compiled, run. */

const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
/** Of every package. */
export const { version } = manifest

/** What is not ours comes in the versions that the workspace is tested with. */
export const peers = Object.fromEntries(
  ['fast-check', 'fp-ts', 'rxjs', '@types/node'].map((name) => [name, manifest.devDependencies[name]]),
)

/** Writes a value as JSON. */
export const write = (path, value) => writeFileSync(path, `${JSON.stringify(value, null, 2)}\n`)

/** A project with dependencies and programs of this folder. */
export const startProject = (folder, dependencies, programs) => {
  write(join(folder, 'package.json'), { name: 'stranger', private: true, type: 'module', dependencies })
  for (const program of programs) copyFileSync(fileURLToPath(new URL(program, import.meta.url)), join(folder, program))
}

/** As strict as it goes, types of libraries included. */
const strict = {
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  verbatimModuleSyntax: true,
  isolatedModules: true,
  skipLibCheck: false,
  target: 'es2022',
  outDir: 'out',
}
const resolutions = {
  node16: { module: 'node16', moduleResolution: 'node16' },
  bundler: { module: 'esnext', moduleResolution: 'bundler', noEmit: true },
}

const newest = join(root, 'node_modules/typescript/bin/tsc')
export const older = join(root, 'tools/node_modules/typescript/bin/tsc')

/** Compiles every .ts file of the project under one resolution. */
export const compile = async (folder, resolution, options, compiler = newest) => {
  const config = `tsconfig.${resolution}.json`
  write(join(folder, config), {
    compilerOptions: { ...strict, ...resolutions[resolution], ...options },
    include: ['*.ts'],
  })
  await run(process.execPath, [compiler, '-p', config], { cwd: folder })
}

/** Runs a program that was compiled, and gives what it printed. */
export const runProgram = (folder, program) =>
  run(process.execPath, [join('out', program.replace(/\.ts$/, '.js'))], { cwd: folder })
