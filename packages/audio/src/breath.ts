import { setImmediate } from 'node:timers/promises'

/** How long work goes on before the event loop has a turn, in milliseconds. */
const turn = 10

/** A pause for whatever else waits, at most once in ten milliseconds: awaited between pieces of long work. */
export const breather = (): (() => Promise<void>) => {
  let last = performance.now()
  return async () => {
    if (performance.now() - last < turn) return
    await setImmediate()
    last = performance.now()
  }
}
