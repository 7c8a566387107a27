import { chooseDevice, type Device, describeOnnxError } from '@sigmastream/onnx'
import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { badRecipe, type RenderError } from '../errors.js'
import type { DeviceName } from '../recipe/names.js'
import { field, words } from '../words.js'

/** The device to compute on; what `auto` came to is noted. Refused: one that does not work here. */
export const chosenDevice = (
  asked: DeviceName,
  note: (line: string) => void = () => undefined,
): TE.TaskEither<RenderError, Device> =>
  pipe(
    chooseDevice(asked),
    TE.bimap(
      (error): RenderError => badRecipe('device', words`${field('device')}: ${describeOnnxError(error)}`),
      ({ device, remark }) => {
        if (remark !== null) note(remark)
        return device
      },
    ),
  )
