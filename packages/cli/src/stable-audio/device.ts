import { chooseDevice, type Device, describeOnnxError } from '@sigmastream/onnx'
import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { type CliError, usage } from '../errors.js'
import { type Io, note } from '../io.js'
import type { AskedDevice } from '../options/device.js'

/** The device to compute on; what `auto` came to is noted. A usage error: one that does not work here. */
export const chosenDevice = (asked: AskedDevice, io: Io): TE.TaskEither<CliError, Device> =>
  pipe(
    chooseDevice(asked),
    TE.mapLeft((error): CliError => usage(`--device: ${describeOnnxError(error)}`)),
    TE.map(({ device, remark }) => {
      if (remark !== null) note(io, remark)
      return device
    }),
  )
