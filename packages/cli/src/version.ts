import { readFileSync } from 'node:fs'

const manifest = readFileSync(new URL('../package.json', import.meta.url), 'utf8')

/** The version of this package. */
export const version = /"version":\s*"([^"]+)"/.exec(manifest)?.[1] ?? 'unknown'
