import type { Clock } from '@sigmastream/farm'

/** Something to wait at until it rings. One that rang while nobody waited is not missed. */
export interface Bell {
  readonly ring: () => void
  /** Resolves when it rings, or after so many milliseconds. */
  readonly heard: (milliseconds: number) => Promise<void>
}

/** See `Bell`. */
export const bellOn = ({ sleep }: Pick<Clock, 'sleep'>): Bell => {
  let rung = new AbortController()
  return {
    ring: () => rung.abort(),
    heard: async (milliseconds) => {
      await sleep(milliseconds, rung.signal)
      rung = new AbortController()
    },
  }
}
