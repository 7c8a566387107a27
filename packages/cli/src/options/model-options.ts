import { guidanceNames, precisions, profileNames, windowBlends } from '@sigmastream/pipeline/recipe'
import type { Command } from 'commander'
import { collectValues } from './decode.js'
import { deviceOption } from './device.js'

/** The options that every run with Stable Audio Open shares. */
const withGuidance = (command: Command): Command =>
  command
    .option('--blend <fraction>', 'of two prompts: how much of the second is heard, from 0, none of it, to 1, it alone')
    .option(
      '--prompt-until <sigma>',
      'of two prompts: follow the first until the noise level has fallen to this, then the second, which makes the detail',
    )
    .option('--negative <prompt>', 'what is not to be heard, in words')
    .option(
      '--cfg <scale>',
      "how strongly to follow the prompt; 1 is without guidance, and twice as fast; by noise level as 7:500,2:1, by second as 7@0,2@5.5, or @FILE with a line for each point, second,scale (default: the profile's, and 0.6 with --cfg-pp)",
    )
    .option(
      '--cfg-rescale <fraction>',
      'how much of the loudness that guidance adds is taken back, from 0 to 1 (default: 0)',
    )
    .option(
      '--cfg-interval <a,b>',
      'guide only while the share of noise, 0 to 1, lies between these; faster, as the rest is without guidance (default: 0,1)',
    )
    .option(
      '--cfg-refresh <calls>',
      'ask the model without the prompt only at every so many calls: faster (default: 1, every call)',
    )
    .option(
      '--cfg-pp',
      'CFG++: another way to follow the prompt, whose scales are 0 to 1; for a sound that a large --cfg makes harsh',
    )
    .option(
      '--guidance <name>',
      `which kind of guidance, where plain cfg sounds harsh or misses the prompt: ${Object.keys(guidanceNames).join(', ')} (default: cfg)`,
    )
    .option(
      '--apg-parallel <fraction>',
      'apg: how much louder and harsher guidance may make the sound, from 0, not at all, to 1, as cfg does (default: 0)',
    )
    .option(
      '--apg-threshold <length>',
      'apg: how far guidance may push the sound in one call, as a length; lower it where a large --cfg distorts (default: no limit)',
    )
    .option(
      '--apg-momentum <number>',
      'apg: how much of the last push is added to the next, between -1 and 1; below 0, such as -0.5, a large --cfg sounds calmer (default: 0)',
    )
    .option(
      '--fdg-slow <fraction>',
      'fdg: how much of guidance slow changes get, such as swells; 0 leaves them free, 1 is as cfg does (default: 0.5)',
    )
    .option(
      '--still-above <sigma>',
      'zero-star: leave out the model at noise levels above this; for flow models whose first steps miss, and faster (default: none)',
    )
    .option(
      '--profile <name>',
      `whose conventions to follow: ${Object.keys(profileNames).join(', ')} (default: what the model was made for: model-card, small or small-base)`,
    )
    .option(
      '--window-blend <name>',
      `sound that is longer than the model makes at once: how its overlapping windows become one, ${Object.keys(windowBlends).join(' (by turns) or ')} (default: swap)`,
    )
    .option('--full-window', 'compute all that the model was made for and cut it, as the reference does')
    .option(
      '--precision <name>',
      `what the weights are held in: ${Object.keys(precisions).join(', ')}, or auto, the first that fits into memory (default: fp32)`,
    )
    .option(...deviceOption())

/** `--model` and what goes with it, for a command that has a clip; what `--seconds` is where that is said. */
export const withModelOptions = (
  command: Command,
  secondsHelp = 'with --model: how long the result is (default: as long as IN)',
): Command =>
  withGuidance(
    command
      .option('--model <folder>', 'use the Stable Audio Open checkpoint there instead of the embedded model')
      .option('--prompt <text>', 'with --model: what is to be heard; twice for two prompts, see --blend', collectValues)
      .option('--seconds <count>', secondsHelp)
      .option(
        '--overlap <seconds>',
        'how many seconds are heard of what lies beside what is made, and, with --model, shared by windows where IN is longer than one; without it, of extend alone (default: 1; with --model what a window has room for, at least a quarter of it)',
      )
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
      .option(
        '--seconds <count>',
        'how long it is to be; what is longer than the model makes at once is made in windows that overlap (default: one window)',
      )
      .option('--overlap <seconds>', 'how much each window shares with the next (default: a quarter of a window)'),
  )
