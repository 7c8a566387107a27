import { guidanceNames, precisions, profileNames } from '@sigmastream/pipeline/recipe'
import type { Command } from 'commander'
import { deviceOption } from './device.js'

/** The options that every run with Stable Audio Open shares. */
const withGuidance = (command: Command): Command =>
  command
    .option('--negative <prompt>', 'what to lead away from')
    .option(
      '--cfg <scale>',
      "how strongly to follow the prompt; 1 is without guidance, and twice as fast; by noise level as 7:500,2:1, by second as 7@0,2@5.5, or @FILE with a line for each point, second,scale (default: the profile's, and 0.6 with --cfg-pp)",
    )
    .option(
      '--cfg-rescale <fraction>',
      'how much of the loudness that guidance adds is taken back, from 0 to 1 (default: 0)',
    )
    .option('--cfg-interval <a,b>', 'guide only while the share of noise, 0 to 1, lies between these (default: 0,1)')
    .option('--cfg-refresh <calls>', 'compute what is led away from at every so many calls alone: faster (default: 1)')
    .option('--cfg-pp', 'CFG++: keep the noise of what is led away from; scales are 0 to 1')
    .option('--guidance <name>', `how to lead away: ${Object.keys(guidanceNames).join(', ')} (default: cfg)`)
    .option('--apg-parallel <fraction>', 'apg: how much is kept of what makes louder, from 0 to 1 (default: 0)')
    .option('--apg-threshold <length>', 'apg: the most that guidance may measure (default: no bound)')
    .option('--apg-momentum <number>', 'apg: what is added of the direction before, -1 to 1 (default: 0)')
    .option('--fdg-slow <fraction>', 'fdg: how much of guidance reaches what changes slowly (default: 0.5)')
    .option('--still-above <sigma>', 'zero-star: noise levels above this are passed without a call (default: none)')
    .option(
      '--profile <name>',
      `whose conventions to follow: ${Object.keys(profileNames).join(', ')} (default: what the model was made for: model-card, small or small-base)`,
    )
    .option('--full-window', 'compute all that the model was made for and cut it, as the reference does')
    .option(
      '--precision <name>',
      `what the weights are held in: ${Object.keys(precisions).join(', ')}, or auto, the first that fits into memory (default: fp32)`,
    )
    .option(...deviceOption())

/** `--model` and what goes with it, for a command that has a clip. */
export const withModelOptions = (command: Command): Command =>
  withGuidance(
    command
      .option('--model <folder>', 'use the Stable Audio Open checkpoint there instead of the embedded model')
      .option('--prompt <text>', 'with --model: what is to be heard')
      .option('--seconds <count>', 'with --model: how long the result is (default: as long as IN)')
      .option(
        '--reference <name>',
        'with --model: IN is filled up with silence, or prepared as in the exercises (default: silence)',
      ),
  )

/** The same for a command whose argument is the prompt. */
export const withGenerateOptions = (command: Command): Command =>
  withGuidance(
    command
      .requiredOption(
        '--model <folder>',
        'the folder of a Stable Audio Open checkpoint, or one of several files of weights in it; sigmastream model pull fetches one',
      )
      .option('--seconds <count>', 'how long it is to be (default: all that the model was made for)'),
  )
