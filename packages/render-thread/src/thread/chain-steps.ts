/** The steps of a chain by its name, in which they stand with `>` between; what is in brackets is one of them. */
export const chainSteps = (name: string): readonly string[] => {
  const steps: string[] = []
  let [depth, start] = [0, 0]
  for (let at = 0; at < name.length; at++) {
    const letter = name[at]
    if (letter === '(') depth++
    else if (letter === ')') depth--
    else if (letter === '>' && depth === 0) {
      steps.push(name.slice(start, at).trim())
      start = at + 1
    }
  }
  return [...steps, name.slice(start).trim()]
}
