import { type Command, Help } from 'commander'

/** What was typed, with a wish for all of a command's help as commander knows it. */
export interface TypedLine {
  readonly argv: readonly string[]
  readonly wholeHelp: boolean
}

/** `--help-all`, and `help NAME --all`, as `--help` and `help NAME` of all options. */
export const typedLine = (argv: readonly string[]): TypedLine => {
  const isHelp = argv[0] === 'help' && argv.includes('--all')
  return {
    wholeHelp: isHelp || argv.includes('--help-all'),
    argv: argv.filter((word) => !(isHelp && word === '--all')).map((word) => (word === '--help-all' ? '--help' : word)),
  }
}

/** Makes the help of a command show these options, those that must be given, and where the rest is. */
export const shortenHelp = (command: Command, short: readonly string[]): void => {
  const isShown = (name: string, mandatory: boolean): boolean => mandatory || name === 'help' || short.includes(name)
  const left = command.options.filter((option) => !isShown(option.attributeName(), option.mandatory)).length
  const all = new Help()
  command.configureHelp({
    ...command.configureHelp(),
    visibleOptions: (of) =>
      all.visibleOptions(of).filter((option) => isShown(option.attributeName(), option.mandatory)),
  })
  const path = `${command.parent?.parent === null ? '' : `${command.parent?.name()} `}${command.name()}`
  command.addHelpText(
    'after',
    `${left} more options, the model and the sampler among them: sigmastream ${path} --help-all\n`,
  )
}
