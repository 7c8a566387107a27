import { type Comparison, describeParityError, type FolderReport, type NotOffered, parity } from '@sigmastream/parity'
import { showNumber } from '@sigmastream/pipeline'
import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { type CliError, usage } from '../errors.js'
import { type Kind, kindAt } from '../files.js'
import { interruption } from '../interruption.js'
import type { Outcome } from '../io.js'
import { table } from '../table.js'
import { type CommandSpec, examples } from './command.js'

const differenceText = (value: number): string => (value === 0 ? '0' : value.toExponential(1))

const row = ({ what, absolute, relative, tolerance: { bound, measure }, pass }: Comparison): readonly string[] => [
  what,
  differenceText(absolute),
  differenceText(relative),
  `${showNumber(bound)} ${measure}`,
  pass ? 'pass' : 'FAIL',
]

const notOfferedText = (all: readonly NotOffered[]): string =>
  all.map(({ what, recordings }) => `${what} (${recordings})`).join(', ')

const outcomeOf = ({ comparisons, unknown, notOffered }: FolderReport): Outcome => {
  const failed = comparisons.filter(({ pass }) => !pass).length
  return {
    exit: failed === 0 ? 0 : 1,
    lines: [
      ...table(['what', 'absolute', 'relative', 'tolerance', 'result'], comparisons.map(row)),
      '',
      `${comparisons.length} compared, ${comparisons.length - failed} passed, ${failed} failed`,
      ...(unknown.length === 0 ? [] : [`not known here, so not compared: ${unknown.join(', ')}`]),
      ...(notOffered.length === 0 ? [] : [`not offered here, so not compared: ${notOfferedText(notOffered)}`]),
    ],
    json: { pass: failed === 0, compared: comparisons.length, failed, comparisons, unknown, notOffered },
  }
}

const emptyReportError = (folder: string, { unknown }: FolderReport): CliError =>
  usage(
    `${folder} has nothing to compare${unknown.length === 0 ? '' : ` (not known here: ${unknown.join(', ')})`}: ` +
      'give the folder above kdiffusion/ (schedules.safetensors, torch_cpu_rng.safetensors, samplers.safetensors), ' +
      'samplers-extra/ (samplers.safetensors, schedules.safetensors, guidance.safetensors), tiny-sao/ or tiny-sao-small/ ' +
      '(expected.safetensors) or narrow-sao/ (homework4.safetensors)',
  )

/** `sigmastream parity`: this installation against recorded outputs. */
export const parityCommand: CommandSpec = {
  define: (command) =>
    command
      .argument(
        '<DIR>',
        'a folder of recorded outputs, with any of its parts: kdiffusion/, samplers-extra/, tiny-sao/, tiny-sao-small/, narrow-sao/',
      )
      .description(
        'Compare what this installation computes with outputs recorded from the reference implementations: schedules, random ' +
          'numbers, every sampler, guidance, and every part of Stable Audio Open, 1.0 and Small. Exits 1 where one is outside its tolerance, 2 where there is nothing to compare.',
      )
      .option('--json', 'print one JSON object instead')
      .addHelpText('after', examples('parity recorded', 'parity recorded --json')),
  run: ([folder = ''], _, { io: { signal } }) =>
    pipe(
      TE.fromTask<Kind, CliError>(() => kindAt(folder)),
      TE.flatMap((kind) =>
        kind === 'folder'
          ? TE.right(folder)
          : TE.left(usage(`there is no folder ${folder}: give one with recorded outputs`)),
      ),
      TE.flatMap((there) =>
        pipe(
          parity(there, signal),
          TE.mapLeft(
            (error): CliError =>
              error._tag === 'ParityAborted' ? interruption(signal) : usage(describeParityError(error)),
          ),
        ),
      ),
      TE.flatMap((report) =>
        report.comparisons.length === 0 ? TE.left(emptyReportError(folder, report)) : TE.right(outcomeOf(report)),
      ),
    ),
}
