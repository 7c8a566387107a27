import type { Command, CommanderError } from 'commander'

/** What commander has against what was typed, and where help is. */
export const usageMessage = (
  { code, message }: CommanderError,
  program: Command,
  [first, ...rest]: readonly string[],
): string => {
  const parent = program.commands.find((command) => command.name() === first)
  const names = (parent ?? program).commands.map((command) => command.name()).join(', ')
  const own = parent?.commands.find((command) => command.name() === rest[0])
  const help = [
    'see sigmastream',
    ...[parent, own].flatMap((one) => (one === undefined ? [] : [one.name()])),
    '--help',
  ].join(' ')
  if (code === 'commander.help') return `no command: give one of ${names}; ${help}`
  if (code === 'commander.unknownCommand') return `${message.replace(/^error: /, '')}: give one of ${names}; ${help}`
  const swallowed =
    code === 'commander.missingArgument' && rest.includes('--from-audio')
      ? ' (give it before --from-audio, which takes all that follow)'
      : ''
  return `${message.replace(/^error: /, '').replace(/\.$/, '')}${swallowed}; ${help}`
}
