import type { Engine, EngineUnknown, EngineUnreachable } from '@sigmastream/farm'
import type { Clip, Model } from '@sigmastream/pipeline'
import type { Command } from 'commander'
import type { taskEither as TE } from 'fp-ts'
import type { CliError } from '../errors.js'
import type { Io, Outcome } from '../io.js'

/** The model that learns from clips, or from what it works on where there are none. */
export type EmbeddedModel = (clips: readonly Clip[]) => Model

/** Opens the engine of a farm by its address. */
export type OpenEngine = (url: string) => TE.TaskEither<EngineUnknown | EngineUnreachable, Engine>

/** What every command is run with. `embedded` is the package's own unless a test gives another. */
export interface Setting {
  readonly io: Io
  readonly embedded?: EmbeddedModel
  /** What opens the engine of a farm: the package's own unless a test gives another. */
  readonly openEngine?: OpenEngine
}

/** One command: how it is typed, and what it does with what was typed. `options` is decoded by the command itself. */
export interface CommandSpec {
  /** The options that its help shows first, by their names in a program; all of them where it is left out. */
  readonly short?: readonly string[]
  readonly define: (command: Command) => Command
  readonly run: (args: readonly string[], options: unknown, setting: Setting) => TE.TaskEither<CliError, Outcome>
}

/** Lines of examples, as the help of a command ends. */
export const examples = (...lines: readonly string[]): string =>
  `\nExamples:\n${lines.map((line) => `  $ sigmastream ${line}`).join('\n')}\n`
