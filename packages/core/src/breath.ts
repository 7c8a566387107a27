// What browsers have; TypeScript knows it with the whole of its own types.
declare const MessageChannel: new () => {
  readonly port1: EventTarget & { readonly start: () => void; readonly close: () => void }
  readonly port2: { readonly postMessage: (message: null) => void }
}

/** A run works for this many milliseconds at most before timers, signals and other work have their turn. */
const LONGEST = 4

/** Calls back in a later turn of the event loop. */
type Later = (resume: () => void) => void

/** A message to oneself: a timer would be held up for milliseconds. */
const byMessage: Later = (resume) => {
  const { port1, port2 } = new MessageChannel()
  const arrived = (): void => {
    port1.close()
    resume()
  }
  port1.addEventListener('message', arrived, { once: true })
  port1.start()
  port2.postMessage(null)
}

/**
 * Node's own way takes a tenth of the time of a message; a page that stands in for a browser may have neither. Taken
 * once, so that a test that puts its own clock in the place of timers stops no run.
 */
const later: Later =
  globalThis.setImmediate ?? (typeof MessageChannel === 'undefined' ? (resume) => setTimeout(resume, 0) : byMessage)

/** The next turn of the event loop. */
export const turn = (): Promise<void> => new Promise((resolve) => later(resolve))

/** When the event loop last had its turn: there is one loop for all runs, and so one such time. */
let last = Number.NEGATIVE_INFINITY

/**
 * What a run waits for before it goes on: `null` as long as the event loop had a turn within the last milliseconds,
 * else the next turn. A model that answers at once would otherwise keep the loop from all else: no timer would end the
 * run.
 */
export const breath = (): Promise<void> | null =>
  performance.now() - last < LONGEST
    ? null
    : turn().then(() => {
        last = performance.now()
      })
