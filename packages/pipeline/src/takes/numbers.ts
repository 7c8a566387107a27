/** The numbers in names of one form, which has them in its first group, the least first. */
export const numbersOf = (form: RegExp, names: readonly string[]): readonly number[] =>
  names
    .flatMap((name) => {
      const digits = form.exec(name)?.[1]
      return digits === undefined ? [] : [Number(digits)]
    })
    .toSorted((a, b) => a - b)
