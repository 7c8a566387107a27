/**
 * What a multistep method integrates exactly: the function of sigma that it interpolates, the variable in which it takes
 * that for a polynomial, up to which degree, and whether on any list or on one of equal steps in sigma alone.
 */
export interface Exactness {
  readonly of: 'derivative' | 'denoised'
  readonly variable: (sigma: number) => number
  readonly degree: number
  readonly steps?: 'any' | 'equal'
}
