import type { Command } from 'commander'
import { collectValues } from './decode.js'
import { deviceOption } from './device.js'
import { fieldHelp } from './field-help.js'

/** The options that every run with Stable Audio shares. */
const withGuidance = (command: Command): Command =>
  command
    .option('--blend <fraction>', fieldHelp('blend'))
    .option('--prompt-until <sigma>', fieldHelp('promptUntil'))
    .option('--negative <prompt>', fieldHelp('negative'))
    .option('--cfg <scale>', `${fieldHelp('cfg')}; @FILE reads points by second from a file, second,scale a line`)
    .option('--cfg-rescale <fraction>', fieldHelp('cfgRescale'))
    .option('--cfg-interval <a,b>', fieldHelp('cfgInterval'))
    .option('--cfg-refresh <calls>', fieldHelp('cfgRefresh'))
    .option('--cfg-pp', fieldHelp('cfgPp', 'unsaid'))
    .option('--guidance <name>', fieldHelp('guidance'))
    .option('--apg-parallel <fraction>', fieldHelp('apgParallel'))
    .option('--apg-threshold <length>', fieldHelp('apgThreshold'))
    .option('--apg-momentum <number>', fieldHelp('apgMomentum'))
    .option('--fdg-slow <fraction>', fieldHelp('fdgSlow'))
    .option('--still-above <sigma>', fieldHelp('stillAbove'))
    .option('--profile <name>', fieldHelp('profile'))
    .option('--window-blend <name>', fieldHelp('windowBlend'))
    .option('--full-window', fieldHelp('fullWindow', 'unsaid'))
    .option('--headroom <seconds>', fieldHelp('headroom'))
    .option('--padding <name>', fieldHelp('padding'))
    .option('--precision <name>', fieldHelp('precision'))
    .option(...deviceOption())

/** `--model` and what goes with it, for a command that has a clip; what `--seconds` is where that is said. */
export const withModelOptions = (
  command: Command,
  secondsHelp = 'with --model: how long the result is (default: as long as IN)',
): Command =>
  withGuidance(
    command
      .option('--model <folder>', 'use the Stable Audio checkpoint there instead of the embedded model')
      .option('--prompt <text>', 'with --model: what is to be heard; twice for two prompts, see --blend', collectValues)
      .option('--seconds <count>', secondsHelp)
      .option(
        '--overlap <seconds>',
        'how many seconds are heard of what lies beside what is made, and, with --model, shared by windows where IN is longer than one; without it, of extend alone (default: 1; with --model what a window has room for, or a quarter of it where that is too little)',
      )
      .option(
        '--reference <name>',
        'with --model: IN is filled up with silence, or prepared as in the exercises (default: silence)',
      ),
  )

/** The options of what is made of a prompt; `--model` is left to the command. */
export const withPromptOptions = (command: Command): Command =>
  withGuidance(
    command
      .option(
        '--seconds <count>',
        'how long it is to be; what is longer than the model makes at once is made in windows that overlap (default: one window)',
      )
      .option('--overlap <seconds>', 'how much each window shares with the next (default: a quarter of a window)'),
  )

/** The same for a command whose argument is the prompt. */
export const withGenerateOptions = (command: Command): Command =>
  withPromptOptions(
    command.requiredOption(
      '--model <folder>',
      'the folder of a Stable Audio checkpoint, or one of several files of weights in it; sigmastream model pull fetches one',
    ),
  )
