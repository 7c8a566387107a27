import type { Command } from 'commander'
import { withOutput } from './output-options.js'
import { type WalkOption, withSampling } from './sampling-options.js'

const threadsHelp = 'processor threads for the model (default: as many as there are)'

/** The options of runs on a clip. */
export const withRunOptions = (command: Command, options: WalkOption = {}): Command =>
  withOutput(
    withSampling(command, (embedded) => `(default: ${embedded}; with --model the profile's)`, options)
      .option(
        '--from-audio <files...>',
        'learn from these clips instead of IN, which stands before it (latents where IN is latents)',
      )
      .option('--window-length <seconds>', 'how long the patches are that the model learns from (default: 0.5)')
      .option('--threads <count>', threadsHelp)
      .option('--frame-rate <rate>', 'latents only: frames a second, such as 21.533203125')
      .option('--tensor <name>', 'latents only: which tensor of a file that holds several'),
  )

/** The options of runs that make something of a prompt alone. */
export const withPromptRunOptions = (command: Command, options: WalkOption = {}): Command =>
  withOutput(withSampling(command, () => "(default: the profile's)", options).option('--threads <count>', threadsHelp))
