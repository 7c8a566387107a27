import { Command, CommanderError, type Option } from 'commander'
import type { taskEither as TE } from 'fp-ts'
import { type CommandSpec, type EmbeddedModel, examples, type OpenEngine, type Setting } from './commands/command.js'
import {
  type CommandEntry,
  commands,
  explainedCommands,
  farmCommands,
  modelCommands,
  searchCommands,
} from './commands/list.js'
import { type CliError, describeCliError, exitCodeOf, failure, usage } from './errors.js'
import { type Io, note, type Outcome } from './io.js'
import { shortenHelp, typedLine } from './options/short-help.js'
import { printableJson, printableLine } from './printable.js'
import { usageMessage } from './usage-message.js'
import { version } from './version.js'

/** A command that was typed, ready to run. */
type CommandTask = TE.TaskEither<CliError, Outcome>

/** The command that was typed, imported; `null` where none was. */
interface TypedCommand {
  readonly listed: CommandEntry
  readonly spec: CommandSpec
}

const groups: Readonly<Record<string, readonly CommandEntry[]>> = {
  model: modelCommands,
  explain: explainedCommands,
  search: searchCommands,
  farm: farmCommands,
}

/** Imports the command that was typed, alone; `help NAME` counts as one. */
const typedCommand = async (argv: readonly string[]): Promise<TypedCommand | null> => {
  const [first = '', second = ''] = argv.filter((word) => word !== 'help' && !word.startsWith('-'))
  const group = Object.hasOwn(groups, first) ? groups[first] : undefined
  const listed =
    group === undefined ? commands.find(({ name }) => name === first) : group.find(({ name }) => name === second)
  return listed === undefined ? null : { listed, spec: await listed.load() }
}

/** Help says a default as it would be typed; that a switch is off by default goes without saying. */
const optionDescription = ({ description, defaultValue }: Option): string =>
  typeof defaultValue === 'string' ? `${description} (default: ${defaultValue})` : description

/**
 * The commands as commander knows them: those that were not typed by what a list of commands shows of them. Parsing only
 * calls `choose`; a fault in what was typed is thrown as `CommanderError`.
 */
const programOf = (
  typed: TypedCommand | null,
  setting: Setting,
  choose: (chosen: CommandTask) => void,
  wholeHelp: boolean,
): Command => {
  const add = (parent: Command, listed: CommandEntry): void => {
    const command = parent.command(listed.name).summary(listed.summary)
    if (typed?.listed !== listed) {
      if (listed.argument !== '') command.argument(listed.argument)
      command.option('--json')
      return
    }
    const { spec } = typed
    spec.define(command).action(() => choose(spec.run(command.args, command.opts(), setting)))
    if (spec.short !== undefined && !wholeHelp) shortenHelp(command, spec.short)
  }
  const program = new Command('sigmastream')
    .description(
      'Fill gaps, restyle and vary recordings by diffusion: every sampler, on a model that learns from the clip itself, or, ' +
        'with --model, on Stable Audio, which makes sound from a prompt too.',
    )
    .version(version, '-V, --version', 'print the version')
    .configureHelp({ optionDescription })
    .exitOverride()
    .configureOutput({ writeOut: setting.io.stdout, writeErr: () => undefined })
    .addHelpText(
      'after',
      examples(
        'inpaint take.wav --from 2.5 --to 3.5 -o filled.wav',
        'generate "water" --model FOLDER --seconds 6 -o water.wav',
        'samplers',
        'inpaint --help',
      ) +
        '\nExit codes: 0 done; 1 it failed; 2 it was asked wrongly; 129, 130 or 143 it was stopped.\n' +
        'SIGMASTREAM_DEBUG=1 shows where a failure came from.\n',
    )
  for (const listed of commands) add(program, listed)
  const model = program
    .command('model')
    .summary('fetch, check and pack Stable Audio')
    .description('Fetch a Stable Audio checkpoint, say what is in one, and make its weights smaller.')
  for (const listed of modelCommands) add(model, listed)
  model.addHelpText(
    'after',
    examples(
      'model pull stabilityai/stable-audio-open-1.0',
      'model check FOLDER',
      'model quantize FOLDER --precision int8',
    ),
  )
  const explain = program
    .command('explain')
    .summary('print what a run would do, without running it')
    .description(
      'Print the chain of steps, model calls, memory, noise and schedule of what would run. Takes the arguments of the command ' +
        'that it explains.',
    )
  for (const listed of explainedCommands) add(explain, listed)
  explain.addHelpText('after', examples('explain inpaint take.wav --from 2.5 --to 3.5 --sampler dpmpp-2m'))
  const search = program
    .command('search')
    .summary('make several takes at once, and keep the best')
    .description(
      'Run several takes of a command at once, drop the worst at checkpoints on the way, and write the best at the end. Takes ' +
        'the arguments of the command that makes one. What it writes has a recipe of its own: rerun makes it again without a search.',
    )
  for (const listed of searchCommands) add(search, listed)
  search.addHelpText(
    'after',
    examples(
      'search vary take.wav --by onsets --takes 8 --keep 2 -o best.wav',
      'search inpaint take.wav --from 2.5 --to 3.5 --by level --sampler dpmpp-3m-sde --at 0.3,0.6 -o filled.wav',
    ),
  )
  const farm = program
    .command('farm')
    .summary('make many renders, on many machines')
    .description(
      'Send recipes to a farm: workers on any number of machines make them, and what is made comes back here. A worker that is ' +
        'lost loses nothing, and no result is kept twice. Without an engine, this machine alone makes them.',
    )
  for (const listed of farmCommands) add(farm, listed)
  farm.addHelpText(
    'after',
    examples(
      'farm submit fill.json vary.json --input take.wav -o made',
      'farm submit --prompts lines.jsonl --model FOLDER --engine redis://HOST:6379 --store s3://BUCKET/farm',
      'farm work --model FOLDER --engine redis://HOST:6379 --store s3://BUCKET/farm',
    ),
  )
  return program
}

/** What was typed as a task; `null` where all of it was answered already (help, version). */
const parse = async (typed: readonly string[], setting: Setting): Promise<CommandTask | CliError | null> => {
  const chosen: CommandTask[] = []
  const { argv, wholeHelp } = typedLine(typed)
  const program = programOf(await typedCommand(argv), setting, (task) => chosen.push(task), wholeHelp)
  try {
    program.parse([...argv], { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    return error.exitCode === 0 ? null : usage(usageMessage(error, program, argv))
  }
  return chosen[0] ?? null
}

const reportFailure = (error: CliError, io: Io, json: boolean): number => {
  const message = describeCliError(error)
  note(io, `sigmastream: ${message}`)
  if (json) io.stdout(`${printableJson({ error: message, exit: exitCodeOf(error) })}\n`)
  const cause = error._tag === 'Failure' ? error.cause : undefined
  if (io.env['SIGMASTREAM_DEBUG'] === '1' && cause instanceof Error)
    for (const line of (cause.stack ?? cause.message).split('\n')) note(io, line)
  return exitCodeOf(error)
}

const reportOutcome = (outcome: Outcome, io: Io, json: boolean): number => {
  io.stdout(`${json ? printableJson(outcome.json) : outcome.lines.map(printableLine).join('\n')}\n`)
  return outcome.exit
}

/**
 * The whole command line as a function of what was typed (without the program's name): writes to `io` and gives the
 * exit code; `embedded` stands for the embedded model, `openEngine` for what opens the engine of a farm. With --json an error is one object on standard output as well,
 * and the same line on standard error.
 */
export const main = async (
  argv: readonly string[],
  io: Io,
  embedded?: EmbeddedModel,
  openEngine?: OpenEngine,
): Promise<number> => {
  const json = argv.includes('--json')
  try {
    const parsed = await parse(argv, {
      io,
      ...(embedded === undefined ? {} : { embedded }),
      ...(openEngine === undefined ? {} : { openEngine }),
    })
    if (parsed === null) return 0
    if (typeof parsed !== 'function') return reportFailure(parsed, io, json)
    const result = await parsed()
    return result._tag === 'Left' ? reportFailure(result.left, io, json) : reportOutcome(result.right, io, json)
  } catch (cause) {
    const { messageOf } = await import('@sigmastream/core')
    return reportFailure(failure(`unexpected: ${messageOf(cause)}; SIGMASTREAM_DEBUG=1 shows where`, cause), io, json)
  }
}
