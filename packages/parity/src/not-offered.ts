/** Recordings of something that is not offered here, on purpose: what it is, and how many there are. */
export interface NotOffered {
  readonly what: string
  readonly recordings: number
}

/** What it is, and what names of its recordings look like. */
const patterns: readonly (readonly [what: string, names: RegExp])[] = [
  ['heunpp2', /^heunpp2$/],
  ['ays', /^ays_/],
  ['dynamic thresholding', /^guidance\.dynamic_threshold/],
  ['CFG norm', /^guidance\.cfg_norm/],
]

/** Whether a recording by this name is of something that is not offered here. */
export const isNotOffered = (name: string): boolean => patterns.some(([, names]) => names.test(name))

/** The recordings among these names of what is not offered here, counted. */
export const notOfferedIn = (names: readonly string[]): readonly NotOffered[] =>
  patterns.flatMap(([what, pattern]) => {
    const recordings = names.filter((name) => pattern.test(name)).length
    return recordings === 0 ? [] : [{ what, recordings }]
  })
