import { readFileSync } from 'node:fs'

const versionOf = (packageFile: string): string => /"version":\s*"([^"]+)"/.exec(packageFile)?.[1] ?? 'unknown'

/** The version of this package. */
export const version = versionOf(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
