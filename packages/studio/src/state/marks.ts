/** What a person thinks of a take. */
export interface Mark {
  readonly name?: string
  readonly verdict?: 'kept' | 'discarded'
}

/** The marks of takes, by their ids. */
export type Marks = Readonly<Record<string, Mark>>

/** The mark of a take. */
export const markOf = (marks: Marks, id: string): Mark => marks[id] ?? {}

/** A take named; an empty name takes it away. */
export const withName = (marks: Marks, id: string, name: string): Marks => {
  const { name: _, ...others } = markOf(marks, id)
  return { ...marks, [id]: name.trim() === '' ? others : { ...others, name: name.trim() } }
}

/** A take kept or discarded; the same again takes that back. */
export const withVerdict = (marks: Marks, id: string, verdict: 'kept' | 'discarded'): Marks => {
  const { verdict: before, ...others } = markOf(marks, id)
  return { ...marks, [id]: before === verdict ? others : { ...others, verdict } }
}
