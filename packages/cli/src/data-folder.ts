import { homedir } from 'node:os'
import { join } from 'node:path'
import type { Io } from './io.js'

/** Where the data of a part of this program lies on this machine, as the XDG base directories have it. */
export const dataFolder = (env: Io['env'], part: string): string => {
  const asked = env['XDG_DATA_HOME'] ?? ''
  return join(asked.startsWith('/') ? asked : join(homedir(), '.local', 'share'), 'sigmastream', part)
}
