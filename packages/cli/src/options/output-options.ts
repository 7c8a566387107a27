import type { Command } from 'commander'
import { fieldHelp } from './field-help.js'

/** The options of where a run writes to, and what it writes beside its result. */
export const withOutput = (command: Command): Command =>
  command
    .option('--encoding <name>', fieldHelp('encoding'))
    .option('--plot <file.png>', 'draw before, gap and after, the schedule, and how far each step moved')
    .option('--grid <file.png>', 'draw all results side by side in one picture, where there are several')
    .option('--save-frames <folder>', 'keep the denoised estimate of every step: latents as .npy, and as sound in .wav')
    .option(
      '--preview <folder>',
      'hear it while it is made: the estimate of some steps as step-12.wav as soon as it is there, and steps.png of them all',
    )
    .option('--preview-every <steps>', 'how many steps are between previews (default: a tenth of all)')
    .option(
      '--checkpoint <folder>',
      'keep the run in this new folder while it is made: sigmastream resume goes on with it, sigmastream fork starts other takes from any step of it',
    )
    .option('--checkpoint-every <steps>', 'with --checkpoint: after how many steps each time (default: 1)')
    .option('--force', 'replace files that are there', false)
    .option('--json', 'print one JSON object instead of text')
