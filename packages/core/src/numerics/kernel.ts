import { kernelBase64 } from './kernel.generated.js'

// The two constructors in use; TypeScript knows WebAssembly only with the whole of the browser's types.
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object
  readonly Instance: new (module: object) => { readonly exports: object }
}

/** Floats in one block of kernel.wat. */
export const blockFloats = 8192

/** The most floats that a kernel reads at once. */
export const vectorFloats = 16

/** The most operands of one call. */
export const mostTerms = 8

interface Kernel {
  readonly memory: { readonly buffer: ArrayBuffer }
  readonly combine: (terms: number, bytes: number) => number
  readonly project: (level: number, bytes: number) => number
  readonly strange: (bytes: number) => number
}

const isKernel = (exports: object): exports is Kernel =>
  ['combine', 'project', 'strange', 'memory'].every((name) => name in exports)

// Compiled at once: the module has 1 053 bytes, and browsers allow as many as 4 096 on their main thread.
const load = (): Kernel => {
  const bytes = Uint8Array.from(atob(kernelBase64), (character) => character.charCodeAt(0))
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes))
  if (!isKernel(exports))
    throw new Error('kernel.generated.ts is out of step with kernel.wat: run scripts/build-kernel.mjs')
  return exports
}

/** The kernels, and views on their memory. */
interface Kernels {
  readonly kernel: Kernel
  /** Where the kernels read the coefficients of a combination. */
  readonly coefficients: Float32Array
  /** Blocks of the terms, and the last of the result. */
  readonly blocks: readonly Float32Array[]
}

const loadKernels = (): Kernels => {
  const kernel = load()
  const floats = new Float32Array(kernel.memory.buffer)
  const blocks = Array.from({ length: mostTerms + 1 }, (_, k) =>
    floats.subarray(16 + k * blockFloats, 16 + (k + 1) * blockFloats),
  )
  return { kernel, coefficients: floats.subarray(0, mostTerms), blocks }
}

const cache: { kernels?: Kernels } = {}

/**
 * The SIMD kernels of kernel.wat, and views on their memory: coefficients, and blocks 0 to 8, of which the last is the
 * result. Loaded when they are first needed: the engine of JavaScript sets 10 GB of addresses aside for the memory of a
 * WebAssembly module, which what computes nothing, such as help, must not need.
 */
export const kernels = (): Kernels => (cache.kernels ??= loadKernels())
