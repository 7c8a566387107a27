/** A value with what it was before, and what it was before it was taken back. */
export interface History<A> {
  readonly past: readonly A[]
  readonly now: A
  readonly future: readonly A[]
}

/** How many steps can be taken back. */
const mostSteps = 100

/** A value that nothing was done to. */
export const begin = <A>(now: A): History<A> => ({ past: [], now, future: [] })

/** The value becomes another, which can be taken back; nothing happens where it is the same one. */
export const advance = <A>(history: History<A>, now: A): History<A> =>
  now === history.now ? history : { past: [...history.past, history.now].slice(-mostSteps), now, future: [] }

/** The value becomes another in the place of the last, as a knob does while it is turned. */
export const amend = <A>(history: History<A>, now: A): History<A> => ({ ...history, now, future: [] })

/** What it was before; the same where nothing was. */
export const undo = <A>({ past, now, future }: History<A>): History<A> => {
  const last = past.at(-1)
  return last === undefined ? { past, now, future } : { past: past.slice(0, -1), now: last, future: [now, ...future] }
}

/** What was taken back, again; the same where nothing was. */
export const redo = <A>({ past, now, future }: History<A>): History<A> => {
  const [next, ...rest] = future
  return next === undefined ? { past, now, future } : { past: [...past, now], now: next, future: rest }
}
