/**
 * Insertions, deletions, replacements and swaps of neighbours from `a` to `b`: the restricted Damerau-Levenshtein
 * distance.
 */
const distance = (a: string, b: string): number => {
  const rows = [Array.from({ length: b.length + 1 }, (_, j) => j)]
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1]
      const [above, corner] = [rows[i - 1]!, rows[i - 1]![j - 1]!] // row i - 1 is whole
      row.push(Math.min(above[j]! + 1, row[j - 1]! + 1, corner + (same ? 0 : 1))) // above is whole, row reaches to j - 1
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      if (swapped) row[j] = Math.min(row[j]!, rows[i - 2]![j - 2]! + 1) // row reaches to j, and row i - 2 is whole
    }
    rows.push(row)
  }
  return rows[a.length]![b.length]! // the loops have made all rows
}

/** A name that is further away than this is no slip of the fingers: half of the letters, or three of many. */
const furthest = (letters: number): number => Math.min(3, Math.max(1, Math.floor(letters / 2)))

/**
 * The name that a mistyped one probably means, the first of the nearest; none where no name is near. `++` is written
 * `pp` here.
 */
export const nearest = (given: string, names: readonly string[]): string | undefined => {
  const meant = given.toLowerCase().replaceAll('++', 'pp').replaceAll('_', '-')
  const [best] = names.map((name) => ({ name, far: distance(meant, name) })).toSorted((a, b) => a.far - b.far)
  return best !== undefined && best.far <= furthest(meant.length) ? best.name : undefined
}

/** What to give in the place of a mistyped name: the nearest first, or all of them. */
export const suggestion = (text: string, all: readonly string[]): string => {
  const near = nearest(text, all)
  if (near === undefined) return `one of ${all.join(', ')}`
  const others = all.filter((name) => name !== near)
  return others.length > 1 ? `${near}, or another of ${others.join(', ')}` : [near, ...others].join(', or ')
}
