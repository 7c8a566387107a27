/** The class of so many bytes of memory: the power of two that holds them, so that jobs that need nearly the same share a lane. */
export const memoryClass = (bytes: number): number => 2 ** Math.ceil(Math.log2(Math.max(1, bytes)))
