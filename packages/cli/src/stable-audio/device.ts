import type { Device } from '@sigmastream/onnx'
import type { DeviceName } from '@sigmastream/pipeline'
import { chosenDevice as choose } from '@sigmastream/pipeline/stable-audio'
import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { CliError } from '../errors.js'
import { fromRenderError } from '../from-errors.js'
import { type Io, note } from '../io.js'

/** The device to compute on; what `auto` came to is noted. A usage error: one that does not work here. */
export const chosenDevice = (asked: DeviceName, io: Io): TE.TaskEither<CliError, Device> =>
  pipe(
    choose(asked, (line) => note(io, line)),
    TE.mapLeft((error) => fromRenderError(error, io.signal)),
  )
