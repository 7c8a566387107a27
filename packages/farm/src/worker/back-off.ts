/** The first wait after a failure, and the longest one, in milliseconds. */
const [shortest, longest] = [1000, 60_000]

/** How long to wait after so many failures in a row, in milliseconds: twice as long after each, up to a minute. */
export const backOff = (failures: number): number => Math.min(longest, shortest * 2 ** (Math.max(1, failures) - 1))
