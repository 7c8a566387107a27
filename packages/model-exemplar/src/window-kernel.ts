import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { WindowsTooLarge } from './errors.js'
import { windowKernelBase64 } from './window-kernel.generated.js'

// The two constructors in use; TypeScript knows WebAssembly only with the whole of the browser's types.
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object
  readonly Instance: new (module: object) => { readonly exports: object }
}

/** Learnt frames, and diagonals, that the kernel takes together. */
export const together = 32

/** The functions of window-kernel.wat, which says what they do. What is not a number of its own is where something begins, in bytes. */
export interface WindowKernel {
  readonly memory: { readonly buffer: ArrayBuffer; readonly grow: (pages: number) => number }
  readonly slide: (sums: number, match: number, old: number, offsets: number, best: number, blocks: number) => number
  readonly weigh: (
    sums: number,
    offsets: number,
    best: number,
    blocks: number,
    most: number,
    least: number,
    precision: number,
    weights: number,
    active: number,
  ) => number
  readonly add: (
    sums: number,
    live: number,
    base: number,
    weights: number,
    active: number,
    scale: number,
    step: 1 | -1,
  ) => void
  readonly collect: (
    sums: number,
    live: number,
    base: number,
    frames: number,
    width: number,
    least: number,
    scale: number,
    from: number,
    counts: number,
    room: number,
  ) => number
  readonly spread: (sums: number, out: number, scale: number, blocks: number) => void
}

const isKernel = (exports: object): exports is WindowKernel =>
  ['slide', 'weigh', 'add', 'collect', 'spread', 'memory'].every((name) => name in exports)

const cache: { module?: object } = {}

const compile = (): object =>
  new WebAssembly.Module(Uint8Array.from(atob(windowKernelBase64), (character) => character.charCodeAt(0)))

/** A kernel with a memory of its own, of so many bytes, all zero. Errors: `WindowsTooLarge`, more than 4 GiB or than is free. */
export const windowKernel = (bytes: number): E.Either<WindowsTooLarge, WindowKernel> => {
  const { exports } = new WebAssembly.Instance((cache.module ??= compile()))
  if (!isKernel(exports))
    throw new Error('window-kernel.generated.ts is out of step with window-kernel.wat: run scripts/build-kernel.mjs')
  return pipe(
    E.tryCatch(
      () => exports.memory.grow(Math.ceil(bytes / 65536)),
      (): WindowsTooLarge => ({ _tag: 'WindowsTooLarge', bytes }),
    ),
    E.map(() => exports),
  )
}
