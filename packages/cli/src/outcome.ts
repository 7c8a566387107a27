/**
 * What a command came to: lines for a person, one object for a program, and 1 where it ran and found something to fail.
 */
export interface Outcome {
  readonly lines: readonly string[]
  readonly json: Readonly<Record<string, unknown>>
  readonly exit: 0 | 1
}

/** A command that did what was asked. */
export const done = (lines: readonly string[], json: Readonly<Record<string, unknown>>): Outcome => ({
  lines,
  json,
  exit: 0,
})
