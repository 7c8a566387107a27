import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))

const filesIn = (folder: string): readonly string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.includes('node_modules') && !name.includes('dist'))
    .map((name) => join(folder, name))

/** Every test file and what lies beside it, from the root of the repository. */
export const testFiles: readonly string[] = [
  'test',
  join('examples', 'test'), // not all of it: its node_modules leads to all that is installed
  ...readdirSync(join(root, 'packages'))
    .map((name) => join('packages', name, 'test'))
    .filter((folder) => existsSync(join(root, folder))),
].flatMap(filesIn)

/** The text of one of them. */
export const textOf = (file: string): string => readFileSync(join(root, file), 'utf8')
