import {
  type AnswerRequest,
  type CourseQuestion,
  type CourseSettings,
  compareTests,
  courseQuestions,
  type Homework,
  type TestComparison,
  writeHomework,
} from '@sigmastream/course'
import type { Device } from '@sigmastream/onnx'
import { extensionOf } from '@sigmastream/pipeline'
import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { type CliError, usage } from '../errors.js'
import { type AnswerSetup, openSetup } from '../exercises/answer-setup.js'
import { fromExercisesError } from '../exercises/exercises-error.js'
import { ExercisesOptions, withExercisesOptions } from '../exercises/exercises-options.js'
import { courseReporter } from '../exercises/exercises-progress.js'
import { checkTarget } from '../files.js'
import { interruptedBy } from '../interruption.js'
import type { Io } from '../io.js'
import { type Outcome, success } from '../io.js'
import { checkNames } from '../name-length.js'
import { decodeOptions } from '../options/decode.js'
import { type CommandSpec, examples } from './command.js'

const checkOutput = ({ output, compare, force }: ExercisesOptions): TE.TaskEither<CliError, void> => {
  if (output === undefined)
    return compare === undefined
      ? TE.left(
          usage('nothing is asked for: give --output homework4.pkl, or --compare and a folder of expected answers'),
        )
      : TE.right(undefined)
  return extensionOf(output) === '.pkl'
    ? pipe(
        checkNames('--output', output, [`${output}.partial`]),
        TE.flatMap(() => checkTarget('--output', output, force)),
        TE.map(() => undefined),
      )
    : TE.left(usage(`--output is "${output}": give a name that ends in .pkl`))
}

const checkDevice = ({ device, model }: ExercisesOptions): TE.TaskEither<CliError, void> =>
  device === undefined || model !== undefined
    ? TE.right(undefined)
    : TE.left(usage('--device is for Stable Audio Open: give --model and its folder as well, or leave it out'))

const writtenLine = ({ output, answers }: Homework): string => {
  const counts = Object.entries(answers).map(([name, count]) => `${count} of ${name}`)
  return `wrote ${output}: ${counts.join(', ')}`
}

const outcomeOf = (homework: Homework | null, compared: readonly TestComparison[], settings: CourseSettings): Outcome =>
  success(
    [
      ...(homework === null ? [] : [writtenLine(homework)]),
      ...compared.map(({ file, meanSquaredError }) => `Latent MSE: ${meanSquaredError}  ${file}`),
    ],
    { output: homework?.output ?? null, answers: homework?.answers ?? {}, compared, ...settings },
  )

/** What answers are made by: another device gives other bits, so its answers are not mixed with those of the cpu. */
const madeBy = (identity: string, device: Device): string => (device === 'cpu' ? identity : `${identity} on ${device}`)

const answerQuestions = (
  { output, compare, course = '', steps, cfg, noise, seed, force }: ExercisesOptions,
  { model, device, start }: AnswerSetup,
  only: readonly CourseQuestion[],
  io: Io,
): TE.TaskEither<CliError, Outcome> => {
  const settings = { steps, guidance: cfg, noise, seed }
  const request: AnswerRequest = { settings, only, model, start, onEvent: courseReporter(io), signal: io.signal }
  return pipe(
    TE.Do,
    TE.bind('homework', () =>
      output === undefined
        ? TE.right(null)
        : pipe(
            writeHomework(output, course, madeBy(model?.identity ?? '', device), request, force),
            TE.mapLeft(fromExercisesError),
          ),
    ),
    TE.bind('compared', () =>
      compare === undefined ? TE.right([]) : pipe(compareTests(compare, request), TE.mapLeft(fromExercisesError)),
    ),
    TE.map(({ homework, compared }) => outcomeOf(homework, compared, settings)),
    // What a signal brought down is an interruption, whatever it broke.
    TE.orElse((error) =>
      pipe(
        interruptedBy(io.signal),
        TE.flatMap(() => TE.left(error)),
      ),
    ),
  )
}

/** `sigmastream exercises`: the graded notebook of the course, from its files to `homework4.pkl`. */
export const exercisesCommand: CommandSpec = {
  define: (command) =>
    withExercisesOptions(command)
      .description(
        'Run the whole graded notebook of the course: 24 runs of the model and 6 masks, with the random numbers that PyTorch ' +
          'draws in it, in its order. The answers go into a pickle that Python opens with NumPy. Runs that have finished are ' +
          'kept in OUT.partial, so that the same command goes on after an interruption; another model, course or setting starts ' +
          'over.',
      )
      .addHelpText(
        'after',
        examples(
          'exercises --model stable-audio-open-1.0 --course sat-253 -o homework4.pkl',
          'exercises --only Q2 -o masks.pkl',
          'exercises --model stable-audio-open-1.0 --course sat-253 --noise torch-cuda --compare sat-253/testing_files',
        ),
      ),
  run: (_, typed, { io }) =>
    pipe(
      TE.Do,
      TE.bindW('options', () => TE.fromEither(decodeOptions(ExercisesOptions, typed))),
      TE.tap(({ options }) => checkOutput(options)),
      TE.tap(({ options }) => checkDevice(options)),
      TE.let('only', ({ options }): readonly CourseQuestion[] => options.only ?? courseQuestions),
      TE.flatMap(({ options, only }) =>
        TE.bracket(
          openSetup(options, only, io),
          (desk) => answerQuestions(options, desk, only, io),
          ({ model }) => (model === null ? TE.right(undefined) : TE.fromTask(model.close)),
        ),
      ),
    ),
}
