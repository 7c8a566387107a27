import { type DefaultSource, helpText, walkWords } from '@sigmastream/pipeline/recipe'
import type { Command } from 'commander'
import { collectValues } from './decode.js'
import { fieldHelp } from './field-help.js'
import { optionName } from './option-name.js'

/** Between the noise of two seeds; not of a search, which has many, and whose --by is a verifier. */
const withWalk = (command: Command): Command =>
  command.option('--toward <seed>', fieldHelp('toward')).option('--by <part>', helpText(walkWords, optionName))

/** Whether the noise may be between that of two seeds: as it may unless it is said. */
export interface WalkOption {
  readonly walk?: boolean
}

/**
 * The options of how a run is sampled, in the order in which help lists them; `asked` says where defaults come from.
 */
export const withSampling = (command: Command, asked: DefaultSource, { walk = true }: WalkOption): Command => {
  const seeded = command
    .option('--sampler <name>', fieldHelp('sampler', asked))
    .option('--steps <count>', fieldHelp('steps', asked))
    .option('--schedule <name>', fieldHelp('schedule', asked))
    .option('--sigma-min <sigma>', fieldHelp('sigmaMin', asked))
    .option('--sigma-max <sigma>', fieldHelp('sigmaMax', asked))
    .option('--shift <factor>', fieldHelp('shift'))
    .option(
      '--sigmas <list>',
      'the noise levels themselves, such as 500,100,20,3,0, or a file of them (text, JSON, .npy), in the place of a schedule',
    )
    .option(
      '--curve <name=file>',
      'what changes along the clip: a file with a second and a value a line, such as strength=@fade.csv; of what, each command says',
      collectValues,
    )
    .option('--reuse <error>', fieldHelp('reuse'))
    .option('--seed <seed>', fieldHelp('seed'))
    .option('--forks <list>', fieldHelp('forks'))
  return (walk ? withWalk(seeded) : seeded)
    .option('--noise <name>', fieldHelp('noise', 'unsaid'), 'keyed')
    .option('--cuda-threads <count>', fieldHelp('cudaThreads'))
}
