/** Arrays of this thread alone, by name, each as long as the longest that was asked for: what is in one is anything. */
export type OwnArrays = (name: string, length: number) => Float32Array

/** None yet. The engine takes no memory that threads share, so what lies there comes and goes by these. */
export const ownArrays = (): OwnArrays => {
  const kept = new Map<string, Float32Array>()
  return (name, length) => {
    const last = kept.get(name)
    const own = last !== undefined && last.length >= length ? last : new Float32Array(length)
    kept.set(name, own)
    return own.subarray(0, length)
  }
}
