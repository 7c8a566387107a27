/** What an instance of a WebAssembly module offers, by name. */
export type Exports = Readonly<Record<string, unknown>>

/** The memory of an instance as it is now: a longer one takes its place when it grows. */
export const memoryOf = ({ memory }: Exports): ArrayBuffer =>
  typeof memory === 'object' && memory !== null && 'buffer' in memory && memory.buffer instanceof ArrayBuffer
    ? memory.buffer
    : new ArrayBuffer(0)
