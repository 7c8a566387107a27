/** `[batch, channels, frames]`: every latent has these three dimensions, row-major. */
export type Shape = readonly [batch: number, channels: number, frames: number]

/** The number of elements of a shape. */
export const sizeOf = ([batch, channels, frames]: Shape): number => batch * channels * frames

/** Whether two shapes are equal in every dimension. */
export const sameShape = (a: Shape, b: Shape): boolean => a[0] === b[0] && a[1] === b[1] && a[2] === b[2]

/** `1x64x128`, as messages print a shape. */
export const showShape = (shape: Shape): string => shape.join('x')
