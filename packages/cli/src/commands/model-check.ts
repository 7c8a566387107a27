import {
  describeCheckpointError,
  factsOfSurvey,
  type ModelReport,
  modelReport,
  reportLines,
  surveyCheckpoint,
} from '@sigmastream/model-sao'
import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { type CliError, usage } from '../errors.js'
import type { Outcome } from '../io.js'
import { hasShapeList, shapeListReport } from '../stable-audio/shape-list.js'
import { type CommandSpec, examples } from './command.js'

/** What was found out as one object, without the tags of sums. */
const jsonOf = (report: ModelReport): Readonly<Record<string, unknown>> => ({
  kind: report.kind,
  layout: report.layout,
  parameters: report.parameters,
  parts: report.parts,
  geometry: pipe(
    report.geometry,
    E.match(
      (problem): unknown => ({ problem }),
      (geometry) => geometry,
    ),
  ),
  ...(report.unread.length === 0 ? {} : { unread: report.unread }),
  abilities: report.abilities,
})

const outcomeOf = (report: ModelReport): Outcome => ({
  exit: report.whole ? 0 : 1,
  lines: reportLines(report),
  json: jsonOf(report),
})

const folderReport = (folder: string): TE.TaskEither<CliError, ModelReport> =>
  pipe(
    surveyCheckpoint(folder),
    TE.bimap(
      (error): CliError => usage(describeCheckpointError(error)),
      (survey) => modelReport(factsOfSurvey(survey)),
    ),
  )

/** `sigmastream model check`: what is in the folder of a checkpoint. */
export const modelCheckCommand: CommandSpec = {
  define: (command) =>
    command
      .argument(
        '<DIR>',
        'the folder of a Stable Audio model, in any layout that is published, or of an autoencoder alone',
      )
      .description(
        'Say what is in the folder of a Stable Audio model: kind, layout, parts, parameters, precision, latents, and what ' +
          'can be done with it. No weight is read; a list of names and shapes, tensors.json, may stand for them. Exits 1 where ' +
          'something cannot be done, 2 where it is no checkpoint.',
      )
      .option('--json', 'print one JSON object instead')
      .addHelpText('after', examples('model check FOLDER', 'model check FOLDER --json')),
  run: ([folder = '']) =>
    pipe(
      TE.fromTask<boolean, CliError>(() => hasShapeList(folder)),
      TE.flatMap((listed) => (listed ? shapeListReport(folder) : folderReport(folder))),
      TE.map(outcomeOf),
    ),
}
