import { withAbout } from '@sigmastream/pipeline/recipe'
import * as t from 'io-ts'

/** What went wrong: `code` for programs, `message` what is wrong, `right` what would be right, both for people. */
export const Fault = t.type(
  withAbout(
    { code: t.string, message: t.string, right: t.string },
    {
      code: 'what went wrong, for programs',
      message: 'what is wrong, for people',
      right: 'what would be right, for people',
    },
  ),
)

/** See the codec of the same name. */
export type Fault = Readonly<t.TypeOf<typeof Fault>>

/** A fault as a value. */
export const fault = (code: string, message: string, right: string): Fault => ({ code, message, right })
