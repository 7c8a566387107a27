import { success } from '../io.js'
import { table } from '../table.js'
import { type CommandSpec, examples } from './command.js'
import { samplerList } from './sampler-list.generated.js'

const heading = ['name', 'family', 'order', 'calls a step', 'memory', 'noise', 'source']

const rows = samplerList.map(({ name, family, order, calls, memory, stochastic, reference }) => [
  name,
  family,
  String(order),
  calls,
  String(memory),
  stochastic ? 'yes' : 'no',
  reference,
])

/** `sigmastream samplers`: the catalogue as a table. Nothing of the library is loaded for it. */
export const samplersCommand: CommandSpec = {
  define: (command) =>
    command
      .description(
        'List every sampler: its order of accuracy, how often it calls the model in each step, how many past estimates it ' +
          'reads, and whether it adds noise of its own.',
      )
      .option('--json', 'print one JSON object instead')
      .addHelpText('after', examples('samplers', 'samplers --json')),
  run: () => () => Promise.resolve({ _tag: 'Right', right: success(table(heading, rows), { samplers: samplerList }) }),
}
