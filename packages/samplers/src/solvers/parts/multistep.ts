/** The order of a multistep method: how many evaluations it fits a polynomial through, once a run has as many. */
export type MultistepOrder = 1 | 2 | 3 | 4

/** Options of a multistep method. */
export interface Multistep {
  readonly order?: MultistepOrder
}
