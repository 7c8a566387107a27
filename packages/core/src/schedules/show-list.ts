/** The most numbers of a list that a message shows. */
const most = 12

/** Numbers to read and to type again: with four significant digits, commas between, the first of many. */
export const showList = (values: readonly number[]): string =>
  [
    ...values.slice(0, most).map((value) => String(Number(value.toPrecision(4)))),
    ...(values.length > most ? ['...'] : []),
  ].join(',')
