import { messageOf } from '@sigmastream/core'
import { type Command, CommanderError } from 'commander'
import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { CommandSpec } from './commands/command.js'
import { decodeCommand } from './commands/decode.js'
import { devicesCommand } from './commands/devices.js'
import { encodeCommand } from './commands/encode.js'
import { exercisesCommand } from './commands/exercises.js'
import { explainGenerate, generateCommand } from './commands/generate.js'
import { inpaintKind } from './commands/inpaint.js'
import { maskCommand } from './commands/mask.js'
import { modelCheckCommand } from './commands/model-check.js'
import { modelPullCommand } from './commands/model-pull.js'
import { modelQuantizeCommand } from './commands/model-quantize.js'
import { noiseCommand } from './commands/noise.js'
import { parityCommand } from './commands/parity.js'
import { rerunCommand } from './commands/rerun.js'
import { restyleKind } from './commands/restyle.js'
import { explainCommand, runCommand } from './commands/run-command.js'
import { samplersCommand } from './commands/samplers.js'
import { scheduleCommand } from './commands/schedule.js'
import { varyKind } from './commands/vary.js'
import { type CliError, describeCliError, exitCodeOf, failure, usage } from './errors.js'
import { type Io, note } from './io.js'
import type { Outcome } from './outcome.js'
import { type Chosen, programOf } from './program.js'
import type { ClipModel } from './run/subject.js'

const kinds = [inpaintKind, restyleKind, varyKind]
const sounding: readonly CommandSpec[] = [rerunCommand, encodeCommand, decodeCommand]
const models: readonly CommandSpec[] = [modelCheckCommand, modelPullCommand, modelQuantizeCommand]
const plain: readonly CommandSpec[] = [
  samplersCommand,
  devicesCommand,
  scheduleCommand,
  maskCommand,
  noiseCommand,
  parityCommand,
  exercisesCommand,
]

/** What commander has against what was typed, and where help is. */
const whatWasTyped = (
  { code, message }: CommanderError,
  program: Command,
  [first, ...rest]: readonly string[],
): string => {
  const parent = program.commands.find((command) => command.name() === first)
  const names = (parent ?? program).commands.map((command) => command.name()).join(', ')
  const help = `see sigmastream ${parent === undefined ? '' : `${parent.name()} `}--help`
  if (code === 'commander.help') return `no command: give one of ${names}; ${help}`
  if (code === 'commander.unknownCommand') return `${message.replace(/^error: /, '')}: give one of ${names}; ${help}`
  const swallowed =
    code === 'commander.missingArgument' && rest.includes('--from-audio')
      ? ' (give it before --from-audio, which takes all that follow)'
      : ''
  return `${message.replace(/^error: /, '').replace(/\.$/, '')}${swallowed}; ${help}`
}

/** What was typed as a task, or `null` where all of it was answered already (help, version). */
const parse = (argv: readonly string[], io: Io, model: ClipModel): E.Either<CliError, Chosen | null> => {
  const chosen: Chosen[] = []
  const commands = {
    commands: [generateCommand, ...kinds.map(runCommand(model)), ...sounding, ...plain],
    models,
    explained: [explainGenerate, ...kinds.map(explainCommand(model))],
  }
  const program = programOf(commands, io, (task) => chosen.push(task))
  try {
    program.parse([...argv], { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    if (error.exitCode === 0) return E.right(null)
    return E.left(usage(whatWasTyped(error, program, argv)))
  }
  return E.right(chosen[0] ?? null)
}

const finish = (io: Io, json: boolean) =>
  E.match<CliError, Outcome | null, number>(
    (error) => {
      const message = describeCliError(error)
      note(io, `sigmastream: ${message}`)
      if (json) io.stdout(`${JSON.stringify({ error: message, exit: exitCodeOf(error) })}\n`)
      const cause = error._tag === 'Failure' ? error.cause : undefined
      if (io.env['SIGMASTREAM_DEBUG'] === '1' && cause instanceof Error) note(io, cause.stack ?? cause.message)
      return exitCodeOf(error)
    },
    (outcome) => {
      if (outcome !== null) io.stdout(json ? `${JSON.stringify(outcome.json)}\n` : `${outcome.lines.join('\n')}\n`)
      return outcome?.exit ?? 0
    },
  )

/**
 * The whole command line as a function of what was typed (without the program's name): writes to `io` and gives the
 * exit code; clips are worked on by `model`. With --json an error is one object on standard output as well, and the
 * same line on standard error.
 */
export const main = async (argv: readonly string[], io: Io, model: ClipModel): Promise<number> => {
  const defect = (cause: unknown): CliError =>
    failure(`unexpected: ${messageOf(cause)}; SIGMASTREAM_DEBUG=1 shows where`, cause)
  const outcome = await pipe(
    TE.tryCatch(async () => parse(argv, io, model), defect),
    TE.flatMapEither((parsed) => parsed),
    TE.flatMap((chosen) =>
      chosen === null
        ? TE.right<CliError, Outcome | null>(null)
        : pipe(
            TE.tryCatch(chosen, defect),
            TE.flatMapEither((result): E.Either<CliError, Outcome | null> => result),
          ),
    ),
  )()
  return finish(io, argv.includes('--json'))(outcome)
}
