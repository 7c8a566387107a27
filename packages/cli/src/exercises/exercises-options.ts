import { courseNoises, courseQuestions, gradedSettings } from '@sigmastream/course'
import { finite, maxSteps, oneOf, wholeNumber } from '@sigmastream/pipeline/recipe'
import type { Command } from 'commander'
import * as t from 'io-ts'
import { textOf } from '../options/decode.js'
import { askedDevice, deviceOption } from '../options/device.js'
import { questionNames } from '../options/questions.js'

/** What the run of the notebook can be told, decoded. */
export const ExercisesOptions = t.intersection([
  t.type({
    steps: wholeNumber(1, maxSteps),
    cfg: finite,
    noise: oneOf(courseNoises),
    seed: wholeNumber(0),
    force: t.boolean,
  }),
  t.partial({
    model: textOf('the folder of a model'),
    course: textOf('the folder of the course'),
    output: textOf('the name of a file'),
    only: questionNames,
    compare: textOf('the folder of expected answers'),
    threads: wholeNumber(1, 1024),
    device: askedDevice,
  }),
])

/** See the codec of the same name. */
export type ExercisesOptions = t.TypeOf<typeof ExercisesOptions>

/** The options of the notebook, in the order in which help lists them. */
export const withExercisesOptions = (command: Command): Command =>
  command
    .option('--model <folder>', 'the folder of Stable Audio Open')
    .option('--course <folder>', 'the folder of the course, with x_T.pt and references/')
    .option('-o, --output <file.pkl>', 'where to, such as homework4.pkl')
    .option('--only <questions>', `some of ${courseQuestions.join(',')}; Q2 needs neither model nor course`)
    .option(
      '--compare <folder>',
      "run the notebook's own tests and print mean squared errors against q1_0.pt and so on in it",
    )
    .option('--steps <count>', 'how many steps each run has', String(gradedSettings.steps))
    .option('--cfg <scale>', 'the scale of classifier-free guidance', String(gradedSettings.guidance))
    .option('--noise <name>', `PyTorch's random numbers: ${Object.keys(courseNoises).join(', ')}`, gradedSettings.noise)
    .option('--seed <seed>', 'a whole number', String(gradedSettings.seed))
    .option('--threads <count>', 'processor threads for the model (default: as many as there are)')
    .option(...deviceOption())
    .option('--force', 'replace a file that is there', false)
    .option('--json', 'print one JSON object instead of text')
