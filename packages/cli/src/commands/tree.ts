import { relative } from 'node:path'
import { keptSteps, readTakes, recipeJson, type StoredTake, writtenState } from '@sigmastream/pipeline'
import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts'
import { fromRenderError } from '../from-errors.js'
import { type Outcome, success } from '../io.js'
import { decodeOptions } from '../options/decode.js'
import { type CommandSpec, examples } from './command.js'
import { changeText } from './take-text.js'

/** A take, how far it is, and whether what it was written to is there. */
interface SeenTake {
  readonly take: StoredTake
  readonly steps: readonly number[]
  readonly written: boolean
}

const stateText = ({ take, steps, written }: SeenTake): string => {
  const path = relative('', take.output.path)
  const last = steps.at(-1)
  if (written) return `-> ${path}`
  if (take.written !== null) return `-> ${path}, which is not there as it was written`
  return last === undefined ? `-> ${path}, not begun` : `-> ${path}, at step ${last}`
}

const originText = ({ take: { recipe, parent } }: SeenTake): string => {
  const { command, input, prompt, sampler, steps, seed } = recipe
  if (parent === null)
    return `${command} ${input ?? JSON.stringify(prompt ?? '')}: ${sampler}, ${steps} steps, seed ${seed}`
  const was = { ...recipe, ...recipe.earlier?.at(-1) }
  return `after step ${parent.step}: ${changeText(recipe, was)}`
}

/** Some takes and the families below them, a line each; takes that come from none in the folder have no indent. */
const familyLines = (family: readonly SeenTake[], of: readonly SeenTake[], indent: string | null): readonly string[] =>
  of.flatMap((seen, i) => {
    const isLast = i === of.length - 1
    const [branch, below] =
      indent === null ? ['', ''] : isLast ? ['\u2514\u2500 ', '   '] : ['\u251c\u2500 ', '\u2502  ']
    const children = family.filter(({ take: { parent } }) => parent?.take === seen.take.number)
    return [
      `${indent ?? ''}${branch}${seen.take.number}  ${originText(seen)} ${stateText(seen)}`,
      ...familyLines(family, children, `${indent ?? ''}${below}`),
    ]
  })

const jsonOf = ({ take, steps, written }: SeenTake): Readonly<Record<string, unknown>> => ({
  take: take.number,
  parent: take.parent,
  steps,
  output: take.output.path,
  written,
  recipe: recipeJson(take.recipe),
})

const outcomeOf = (family: readonly SeenTake[]): Outcome => {
  const isThere = (number: number): boolean => family.some(({ take }) => take.number === number)
  const first = family.filter(({ take: { parent } }) => parent === null || !isThere(parent.take))
  return success(familyLines(family, first, null), { takes: family.map(jsonOf) })
}

/** `sigmastream tree`: the family of takes in a folder. */
export const treeCommand: CommandSpec = {
  define: (command) =>
    command
      .argument('<DIR>', 'the folder that --checkpoint made')
      .description(
        'Draw the family of takes in a folder: which was forked from which, after which step, and what was changed; where each was ' +
          'written to, or how far it is.',
      )
      .option('--json', 'print one JSON object instead of text')
      .addHelpText('after', examples('tree held')),
  run: ([folder = ''], typed, { io }) =>
    pipe(
      TE.fromEither(decodeOptions(t.type({}), typed)),
      TE.flatMap(() =>
        pipe(
          readTakes(folder),
          TE.flatMap(
            TE.traverseSeqArray((take: StoredTake) =>
              pipe(
                keptSteps(take.folder),
                TE.bindTo('steps'),
                TE.bind('state', () => TE.fromTask(writtenState(take))),
                TE.map(({ steps, state }): SeenTake => ({ take, steps, written: state === 'whole' })),
              ),
            ),
          ),
          TE.bimap((error) => fromRenderError(error, io.signal), outcomeOf),
        ),
      ),
    ),
}
