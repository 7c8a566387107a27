import type { Flac } from 'libflacjs'
import libflac from 'libflacjs'

const load = (): Promise<Flac> =>
  new Promise((resolve) => {
    // the asm.js build: the WebAssembly one asks `fetch` for a file path, which Node refuses
    const flac = libflac('release')
    if (flac.isReady()) resolve(flac)
    else flac.on('ready', () => resolve(flac))
  })

const cache: { flac?: Promise<Flac> } = {}

/**
 * libFLAC 1.3.4, compiled to JavaScript by libflacjs (MIT; libFLAC is BSD-3-Clause); loaded at the first call, once.
 */
export const flacLibrary = (): Promise<Flac> => (cache.flac ??= load())
