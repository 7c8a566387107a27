import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type { Denoiser } from '@sigmastream/core'

/**
 * Frees at once what nothing refers to any more. Arrays of samples lie outside of the heap that V8 watches: it lets some
 * 64 MB of them pile up before it looks, a sixth of what a run is meant to take.
 */
export const collectGarbage = (): void => {
  setFlagsFromString('--expose-gc')
  const collect: unknown = runInNewContext('gc')
  if (typeof collect === 'function') collect()
}

/** Calls between one collection and the next: each takes some hundredths of a second. */
const between = 5

/** The denoiser, which leaves no more behind than a few calls do. */
export const tidy = (denoiser: Denoiser): Denoiser => {
  let calls = 0
  return (x, sigma, signal) => {
    calls += 1
    if (calls % between === 0) collectGarbage()
    return denoiser(x, sigma, signal)
  }
}
