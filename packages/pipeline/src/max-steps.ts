/** The largest number of steps of a recipe. */
export const maxSteps = 10_000
