/** Which of all the results of a command one is, counted from 0, and how many there are. */
export interface Place {
  readonly batch: number
  readonly item: number
}
