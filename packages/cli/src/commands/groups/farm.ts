import { entry } from '../entry.js'
import type { CommandGroup } from '../group.js'

/** `sigmastream farm`. */
export const farmGroup: CommandGroup = {
  name: 'farm',
  summary: 'make many renders, on many machines',
  description:
    'Send recipes to a farm: workers on any number of machines make them, and what is made comes back here. A worker that is ' +
    'lost loses nothing, and no result is kept twice. Without an engine, this machine alone makes them.',
  examples: [
    'farm submit fill.json vary.json --input take.wav -o made',
    'farm submit --prompts lines.jsonl --model FOLDER --engine redis://HOST:6379 --store s3://BUCKET/farm',
    'farm work --model FOLDER --engine redis://HOST:6379 --store s3://BUCKET/farm',
  ],
  commands: [
    entry(
      'submit',
      '[FILES]',
      'send recipes, or the prompts of a file, to be made',
      async () => (await import('../farm-submit.js')).farmSubmitCommand,
    ),
    entry(
      'work',
      '',
      'make what was sent, on this machine, until it is stopped',
      async () => (await import('../farm-work.js')).farmWorkCommand,
    ),
    entry(
      'status',
      '[LIST]',
      'say which workers there are, what waits and runs, and how far lists are',
      async () => (await import('../farm-status.js')).farmStatusCommand,
    ),
    entry(
      'watch',
      '[LIST|ID]',
      'say what happens, as it happens',
      async () => (await import('../farm-watch.js')).farmWatchCommand,
    ),
    entry(
      'results',
      '<LIST>',
      'fetch the results of a list into a folder',
      async () => (await import('../farm-results.js')).farmResultsCommand,
    ),
    entry(
      'cancel',
      '<LIST|ID>',
      'take back what was sent and is not made',
      async () => (await import('../farm-cancel.js')).farmCancelCommand,
    ),
    entry(
      'retry',
      '[LIST|ID]',
      'have made again what was given up',
      async () => (await import('../farm-retry.js')).farmRetryCommand,
    ),
  ],
}
