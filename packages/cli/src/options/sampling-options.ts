import { maxSteps, noiseNames, scheduleNames, usualPart } from '@sigmastream/pipeline/recipe'
import type { Command } from 'commander'
import { collectValues } from './decode.js'

/** Between the noise of two seeds; not of a search, which has many, and whose --by is a verifier. */
const withWalk = (command: Command): Command =>
  command
    .option('--toward <seed>', 'another seed: the noise goes from that of --seed toward that of this one')
    .option(
      '--by <part>',
      `how far: 0 is what --seed makes, 1 what --toward makes; several, such as 0,0.25,0.5, for one result each (default: ${usualPart})`,
    )

/** Whether the noise may be between that of two seeds: as it may unless it is said. */
export interface WalkOption {
  readonly walk?: boolean
}

/**
 * The options of how a run is sampled, in the order in which help lists them; `usual` says where defaults come from.
 */
export const withSampling = (
  command: Command,
  usual: (embedded: string | number) => string,
  { walk = true }: WalkOption,
): Command => {
  const seeded = command
    .option('--sampler <name>', `how each step is computed; sigmastream samplers lists them ${usual('euler')}`)
    .option('--steps <count>', `how many steps, from 1 to ${maxSteps} ${usual(40)}`)
    .option(
      '--schedule <name>',
      `how the noise levels are spaced: ${Object.keys(scheduleNames).join(', ')} ${usual('polyexponential')}`,
    )
    .option('--sigma-min <sigma>', `the lowest noise level above 0 ${usual("the model's")}`)
    .option('--sigma-max <sigma>', `the highest noise level ${usual("the model's")}`)
    .option('--shift <factor>', 'flux-shift: by how much every sigma is multiplied (default: 6.93)')
    .option(
      '--sigmas <list>',
      'the noise levels themselves, such as 500,100,20,3,0, or a file of them (text, JSON, .npy), in the place of a schedule',
    )
    .option(
      '--curve <name=file>',
      'what changes along the clip: a file with a second and a value a line, such as strength=@fade.csv; of what, each command says',
      collectValues,
    )
    .option(
      '--reuse <error>',
      'call the model less: reuse its answers up to this relative error, such as 0.05 (default: never)',
    )
    .option(
      '--seed <seed>',
      'a whole number; the same seed gives the same result (default: a random one, which is printed)',
    )
    .option(
      '--forks <list>',
      'go on with the noise of other seeds from their steps on: 103@12 is the seed 103 from step 12 on, counted from 0',
    )
  return (walk ? withWalk(seeded) : seeded)
    .option('--noise <name>', `where noise comes from: ${Object.keys(noiseNames).join(', ')}`, 'keyed')
    .option('--cuda-threads <count>', 'torch-cuda above 65536 elements: the threads that the device runs at once')
}
