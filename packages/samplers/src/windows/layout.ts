import { type FrameRange, type Refusable, refusal } from '@sigmastream/core'

/**
 * Where the windows of a long latent lie: stretches of its `frames` frames, in order. One that cannot be is refused when a
 * run begins with it.
 */
export interface WindowLayout extends Refusable {
  readonly frames: number
  readonly windows: readonly FrameRange[]
}

/** What windows are laid out by, all in frames: of the latent, of a window, and that neighbours share at least. */
export interface WindowSizes {
  readonly frames: number
  readonly window: number
  readonly overlap: number
}

const isWhole = (value: number, least: number): boolean => Number.isSafeInteger(value) && value >= least

const refusalOf = ({ frames, window, overlap }: WindowSizes): Pick<WindowLayout, 'refusal'> => {
  if (!isWhole(frames, 1))
    return { refusal: refusal('the windows', `${frames} frames`, 'a whole number of at least 1') }
  if (!isWhole(window, 1))
    return { refusal: refusal('the windows', `windows of ${window} frames`, 'a whole number of at least 1') }
  return isWhole(overlap, 0) && overlap < window
    ? {}
    : {
        refusal: refusal(
          'the windows',
          `an overlap of ${overlap} frames`,
          `a whole number from 0 to ${window - 1}, less than a window`,
        ),
      }
}

/**
 * As few windows of one length as cover a latent, evenly spread: the first begins at its first frame, the last ends at
 * its last.
 *
 * ```text
 * n = ceil((frames - overlap) / (window - overlap)),   window i begins at floor(i (frames - window) / (n - 1))
 * ```
 *
 * A latent that is no longer than a window has one, of its own length. Sizes in frames. Refused, when a run begins with
 * it: a size that is not a whole number of at least 1, an overlap below 0 or not less than a window.
 * Law: every frame is in a window, windows have one length, and neighbours share at least `overlap` frames.
 * For {@link windowedDenoiser}.
 *
 * @example
 * ```ts
 * import { evenWindows } from '@sigmastream/samplers'
 *
 * const { windows } = evenWindows({ frames: 20, window: 8, overlap: 3 })
 * console.log(windows.map(({ start, end }) => `${start}-${end}`).join(' ')) // 0-8 4-12 8-16 12-20
 * ```
 */
export const evenWindows = (sizes: WindowSizes): WindowLayout => {
  const { frames, window, overlap } = sizes
  const refused = refusalOf(sizes)
  if (refused.refusal !== undefined) return { frames, windows: [], ...refused }
  if (frames <= window) return { frames, windows: [{ start: 0, end: frames }] }
  const count = Math.ceil((frames - overlap) / (window - overlap))
  return {
    frames,
    windows: Array.from({ length: count }, (_, i) => {
      const start = Math.floor((i * (frames - window)) / (count - 1)) // at least two, for the latent is longer than one
      return { start, end: start + window }
    }),
  }
}
