import { build, type Latent } from '@sigmastream/core'
import { mustHaveSameBits } from './compare.js'

interface WatchedLatent {
  readonly what: string
  readonly given: Latent
  readonly before: Latent
}

/** Remembers the bytes of latents as they were when they were handed over; `check` refutes where one has others. */
export const watcher = () => {
  const watched: WatchedLatent[] = []
  return {
    watch: <L extends Latent>(what: string, given: L): L => {
      watched.push({ what, given, before: build(given.shape, (out) => out.set(given.data)) })
      return given
    },
    check: (): void =>
      watched.forEach(({ what, given, before }) =>
        mustHaveSameBits(`${what}, after and before the run`, given, before),
      ),
  }
}
