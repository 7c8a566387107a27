import type { Mp3Stretch } from './decoder.js'
import type { Mp3Frames } from './frames.js'
import type { Mp3Frame } from './header.js'
import { type InfoFrame, infoFrame } from './info-frame.js'

/**
 * Samples by which a layer III decoder lags behind its encoder (LAME technical FAQ: 528, and one of the synthesis
 * window).
 */
const decoderDelay = 529

/** What one encoder wrote: the frames of sound, and the frame before them that tells of them. */
interface Part {
  readonly told: { readonly info: InfoFrame; readonly at: number } | undefined
  readonly first: number
  readonly end: number
}

const partsOf = (bytes: Uint8Array, frames: readonly Mp3Frame[]): readonly Part[] => {
  const marks = frames.flatMap((frame, index) => {
    const info = infoFrame(bytes, frame)
    return info === undefined ? [] : [{ info, at: index }]
  })
  const tagged = marks.map((told, i): Part => ({ told, first: told.at + 1, end: marks[i + 1]?.at ?? frames.length }))
  const before = marks[0]?.at ?? frames.length
  return before === 0 ? tagged : [{ told: undefined, first: 0, end: before }, ...tagged]
}

interface PartSound {
  readonly stretch: Mp3Stretch
  readonly remarks: readonly string[]
}

const soundOf = (frames: readonly Mp3Frame[], cut: boolean, { told, first, end }: Part): PartSound => {
  const [samples, free] = [frames[first]?.samples ?? 0, frames[first]?.free ?? false]
  const [count, total] = [end - first, (end - first) * samples]
  const whole: Mp3Stretch = { first, end, from: 0, to: total, free }
  if (told === undefined) return { stretch: whole, remarks: [] }
  const { delay, padding, frames: said = count, bytes: saidBytes } = told.info
  const [head, last] = [frames[told.at], frames[end - 1]]
  const bytes = head === undefined || last === undefined ? 0 : last.start + last.bytes - head.start
  // several encoders count their own frame of information
  const countsItself = said === count + 1 && !cut && (saidBytes === undefined || saidBytes <= bytes)
  const right = said === count || countsItself
  const remarks = right ? [] : [`its header says ${said} frames and ${count} are there`]
  if (delay === undefined) return { stretch: whole, remarks }
  const after = Math.max(0, padding - decoderDelay)
  // where more frames follow than the encoder wrote, its padding is not at the end
  const to = right ? total - after : said > count ? Math.min(total, said * samples - after) : total
  return { stretch: { ...whole, from: Math.min(delay + decoderDelay, Math.max(0, to)), to: Math.max(0, to) }, remarks }
}

/**
 * Which samples of which frames are the sound: of each file that was joined, what its encoder added before and after is
 * left out, where it says so. The frames that tell of others are no sound.
 */
export const stretchesOf = (
  bytes: Uint8Array,
  { frames, cut }: Mp3Frames,
): { readonly stretches: readonly Mp3Stretch[]; readonly remarks: readonly string[] } => {
  const parts = partsOf(bytes, frames)
  const all = parts.map((part, i) => soundOf(frames, cut !== null && i === parts.length - 1, part))
  return {
    stretches: all.map(({ stretch }) => stretch).filter(({ from, to }) => to > from),
    remarks: [
      ...(parts.length > 1
        ? [`${parts.length} files are joined in it, and each is read without what its encoder added`]
        : []),
      ...all.flatMap(({ remarks }) => remarks),
    ],
  }
}
