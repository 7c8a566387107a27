import { catalogue } from '@sigmastream/samplers'
import { either as E, taskEither as TE } from 'fp-ts'
import { success } from '../io.js'
import { table } from '../table.js'
import { type CommandSpec, examples } from './command.js'

const heading = ['name', 'family', 'order', 'calls a step', 'memory', 'noise', 'source']

const rows = catalogue.map(({ name, family, order, calls, memory, stochastic, reference }) => [
  name,
  family,
  String(order),
  calls,
  String(memory),
  stochastic ? 'yes' : 'no',
  reference,
])

const descriptions = catalogue.map(({ name, family, order, calls, memory, stochastic, reference }) => ({
  name,
  family,
  order,
  calls,
  memory,
  stochastic,
  reference,
}))

/** `sigmastream samplers`: the catalogue as a table. */
export const samplersCommand: CommandSpec = {
  define: (command) =>
    command
      .description(
        'List every sampler: its order of accuracy, how often it calls the model in each step, how many past estimates it ' +
          'reads, and whether it adds noise of its own.',
      )
      .option('--json', 'print one JSON object instead')
      .addHelpText('after', examples('samplers', 'samplers --json')),
  run: () => TE.fromEither(E.right(success(table(heading, rows), { samplers: descriptions }))),
}
