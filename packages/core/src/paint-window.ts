/** Steps `start <= step < end` of a run: those on which an inpainting projects. */
export interface PaintWindow {
  readonly start: number
  readonly end: number
}
