import type { Command } from 'commander'
import { fieldHelp } from './field-help.js'
import { withOutput } from './output-options.js'
import { type WalkOption, withSampling } from './sampling-options.js'

/** The options of runs on a clip. */
export const withRunOptions = (command: Command, options: WalkOption = {}): Command =>
  withOutput(
    withSampling(command, 'either', options)
      .option(
        '--from-audio <files...>',
        'learn from these clips instead of IN, which stands before it (latents where IN is latents)',
      )
      .option('--window-length <seconds>', fieldHelp('windowLength'))
      .option('--threads <count>', fieldHelp('threads'))
      .option('--frame-rate <rate>', fieldHelp('frameRate'))
      .option('--tensor <name>', fieldHelp('tensor')),
  )

/** The options of runs that make something of a prompt alone. */
export const withPromptRunOptions = (command: Command, options: WalkOption = {}): Command =>
  withOutput(withSampling(command, 'checkpoint', options).option('--threads <count>', fieldHelp('threads')))
