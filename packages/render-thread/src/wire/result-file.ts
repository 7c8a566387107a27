import { withAbout } from '@sigmastream/pipeline/recipe'
import * as t from 'io-ts'

/** The file that a render made: `name` to save it under, `format` the container. */
export const ResultFile = t.type(
  withAbout(
    {
      name: t.string,
      bytes: t.number,
      seconds: t.number,
      sampleRate: t.number,
      channels: t.number,
      format: t.string,
    },
    {
      name: 'what to save it as',
      bytes: 'how large the file is',
      seconds: 'how long it is',
      sampleRate: 'how many samples a second has',
      channels: '1 is mono, 2 is stereo',
      format: 'its container, such as wav',
    },
  ),
)

/** See the codec of the same name. */
export type ResultFile = Readonly<t.TypeOf<typeof ResultFile>>
