import { type FoundDevice, listDevices, reasonUnusable } from '@sigmastream/onnx'
import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { CliError } from '../errors.js'
import { type Outcome, success } from '../io.js'
import { table } from '../table.js'
import { type CommandSpec, examples } from './command.js'

const deviceRow = (found: FoundDevice): readonly string[] => [found.device, reasonUnusable(found) ?? 'works']

const outcomeOf = (found: readonly FoundDevice[]): Outcome =>
  success(table(['device', 'here'], found.map(deviceRow)), {
    devices: found.map((one) => ({
      device: one.device,
      present: one.state._tag !== 'Absent',
      works: one.state._tag === 'Works',
      why: reasonUnusable(one),
    })),
  })

/** `sigmastream devices`: where a model can be computed on this machine. */
export const devicesCommand: CommandSpec = {
  define: (command) =>
    command
      .description(
        'List every device that onnxruntime knows, and whether it works here: a small graph is computed on it, in a process of ' +
          'its own, and compared with the cpu. What works can be given to --device.',
      )
      .option('--json', 'print one JSON object instead')
      .addHelpText(
        'after',
        examples('devices', 'devices --json', 'generate "water" --model FOLDER --device auto -o water.wav'),
      ),
  run: () => pipe(TE.fromTask<readonly FoundDevice[], CliError>(listDevices()), TE.map(outcomeOf)),
}
