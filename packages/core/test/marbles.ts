import { gaussianDenoiser } from '@sigmastream/laws'
import { type Observable, Subject } from 'rxjs'
import type { Denoiser } from '../src/index.js'

/** What a test holds in its hands: a model that answers when it is told to, a pace, and a source of values. */
export interface Controls<V> {
  readonly denoiser: Denoiser
  readonly pace: Subject<void>
  readonly source: Subject<V>
}

/** What came of it: the marbles of the stream, and the marbles of the model's calls (`c` asked, `x` aborted before it answered). */
export interface Played {
  readonly stream: string
  readonly calls: string
}

/** One tick of virtual time: everything that can run has run, and whoever still waits waits for the script. */
const tick = async (): Promise<void> => {
  // A run lets the loop have its turn before a stage and before a call, so a step takes several.
  for (let turns = 0; turns < 10; turns++) await new Promise((resolve) => setImmediate(resolve))
}

const marble = (events: readonly string[]): string =>
  events.length === 0 ? '-' : events.length === 1 ? events.join('') : `(${events.join('')})`

/**
 * Plays a script of one character a tick against a stream: `^` subscribes, `a` lets the model answer, `p` is one request
 * of the pace, `.` completes the pace, digits emit `values` by place, `!` unsubscribes, `-` waits. Gives what was emitted
 * at each tick: `show` of a value, `|` for completion, `#` for an error.
 */
export const play = async <V, T>(
  script: string,
  make: (controls: Controls<V>) => Observable<T>,
  show: (value: T) => string,
  values: readonly V[] = [],
): Promise<Played> => {
  const waiting: (() => void)[] = []
  const emitted: string[] = []
  const called: string[] = []
  const denoiser: Denoiser = (x, sigma, signal) =>
    new Promise((resolve) => {
      called.push('c')
      const aborted = (): number => called.push('x')
      signal.addEventListener('abort', aborted)
      waiting.push(() => {
        signal.removeEventListener('abort', aborted)
        resolve(gaussianDenoiser(0, 1)(x, sigma, signal))
      })
    })
  const controls: Controls<V> = { denoiser, pace: new Subject(), source: new Subject() }
  const stream = make(controls)
  let leave = (): void => undefined
  const act: Readonly<Record<string, () => void>> = {
    '^': () => {
      const subscription = stream.subscribe({
        next: (value) => emitted.push(show(value)),
        complete: () => emitted.push('|'),
        error: () => emitted.push('#'),
      })
      leave = () => subscription.unsubscribe()
    },
    '!': () => leave(),
    '-': () => undefined,
    a: () => waiting.shift()?.(),
    p: () => controls.pace.next(),
    '.': () => controls.pace.complete(),
  }
  const played = { stream: '', calls: '' }
  for (const character of script) {
    const value = values[Number(character)]
    if (value !== undefined) controls.source.next(value)
    else (act[character] ?? (() => Promise.reject(new Error(`no marble ${character}`))))()
    await tick()
    played.stream += marble(emitted.splice(0))
    played.calls += marble(called.splice(0))
  }
  return played
}
