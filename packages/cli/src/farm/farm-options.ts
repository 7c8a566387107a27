import { hostname, userInfo } from 'node:os'
import { Submitter } from '@sigmastream/farm'
import type { Command } from 'commander'
import * as t from 'io-ts'
import { textOf } from '../options/decode.js'

/** Which farm is meant, as it is typed. */
export const FarmOptions = t.partial({
  engine: textOf('memory, redis://HOST:PORT or postgres://USER@HOST/DATABASE'),
  store: textOf('a folder, or s3://BUCKET/PREFIX'),
})

/** See the codec of the same name. */
export type FarmOptions = t.TypeOf<typeof FarmOptions>

/** Who sends, as it is typed. */
export const SenderOptions = t.partial({ submitter: Submitter })

/** The options of every command of the farm. */
export const withFarmOptions = (command: Command): Command =>
  command
    .option(
      '--engine <url>',
      'what moves jobs between machines: redis://HOST:PORT (Redis or Valkey) or postgres://USER@HOST/DATABASE; memory is this ' +
        'process alone (default: SIGMASTREAM_ENGINE, or memory)',
    )
    .option(
      '--store <place>',
      'where sounds and results are kept: a folder that every machine sees, or s3://BUCKET/PREFIX (default: SIGMASTREAM_STORE; with ' +
        'memory sigmastream/farm in your data folder)',
    )
    .option('--json', 'print one JSON object instead of text')

/** The option of who sends. */
export const withSender = (command: Command): Command =>
  command.option(
    '--submitter <name>',
    'who sends: workers take turns between submitters (default: your name and that of this machine)',
  )

/** A name as that of a submitter: letters made small, and anything else than letters and digits a hyphen. */
export const submitterName = (name: string): string => {
  const legal = name
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 32)
  return legal === '' ? 'someone' : legal
}

/** Who sends where nobody says: the user and the machine. */
export const ownName = (): string => {
  try {
    return submitterName(`${userInfo().username}@${hostname()}`)
  } catch {
    return submitterName(hostname()) // a user without an entry, as in a container
  }
}
