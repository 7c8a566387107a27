import * as t from 'io-ts'

/** What went wrong: `code` for programs, `message` what is wrong, `right` what would be right, both for people. */
export const Fault = t.type({ code: t.string, message: t.string, right: t.string })

/** See the codec of the same name. */
export type Fault = Readonly<t.TypeOf<typeof Fault>>

/** The body of every answer that is an error, but those of `/v1/audio/generate`. */
export const FaultAnswer = t.type({ error: Fault })
