import type { ReadonlyF32 } from '@sigmastream/core'

/** Stretches that follow on each other, each `[channels][its frames]`, as one: `[channels][all frames]`. */
export const joinStretches = (
  stretches: readonly (readonly ReadonlyF32[])[],
  channels: number,
): readonly Float32Array[] =>
  Array.from({ length: channels }, (_, c) => {
    const parts = stretches.map((stretch) => stretch[c] ?? [])
    const out = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0))
    parts.reduce((at, part) => (out.set(part, at), at + part.length), 0)
    return out
  })
