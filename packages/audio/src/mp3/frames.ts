import { either as E } from 'fp-ts'
import type { AudioError } from '../errors.js'
import { corruptFault, type SoundSource, truncatedFault, unsupportedFault } from '../source.js'
import { alikeFrames, freeFrameBytes, type Mp3Frame, mp3Frame, mpegLayer } from './header.js'
import { tagBytes } from './tags.js'

/** The frames of a file, and what was passed over to find them. */
export interface Mp3Frames {
  readonly frames: readonly [Mp3Frame, ...Mp3Frame[]]
  /** Bytes before, between and behind frames that are neither a tag nor zero. */
  readonly strayBytes: number
  /** The bytes that are there of a last frame that is not complete; `null` where there is none. */
  readonly cut: { readonly there: number; readonly of: number } | null
}

/** How many places are looked at for the length of frames of free format: it takes a look at 2304 more at each. */
const freePlaces = 64

/** Whether a frame is followed by another of its kind, by a tag, or by the end. */
const isFollowed = (bytes: Uint8Array, frame: Mp3Frame, freeBytes: number | undefined): boolean => {
  const end = frame.start + frame.bytes
  if (end > bytes.length) return false
  if (bytes.length - end < 4 || tagBytes(bytes, end) > 0) return true
  const next = mp3Frame(bytes, end, freeBytes)
  return next !== undefined && alikeFrames(frame, next)
}

/** A frame that stands where none was expected, so two behind it must bear it out. */
const frameWithFollowers = (bytes: Uint8Array, at: number, freeBytes: number | undefined): Mp3Frame | undefined => {
  const frame = mp3Frame(bytes, at, freeBytes)
  if (frame === undefined || !isFollowed(bytes, frame, freeBytes)) return undefined
  const next = mp3Frame(bytes, frame.start + frame.bytes, freeBytes)
  return next === undefined || isFollowed(bytes, next, freeBytes) || next.start + next.bytes > bytes.length
    ? frame
    : undefined
}

const nothingFound = (source: SoundSource, at: number, cut: Mp3Frames['cut']): E.Either<AudioError, never> => {
  const layer = mpegLayer(source.bytes, at)
  if (cut !== null) return truncatedFault(source, 'MP3')(`its only frame has ${cut.there} of ${cut.of} bytes`)
  if (layer === 1 || layer === 2) return unsupportedFault(source, 'MP3')(`it is MPEG layer ${layer}, not III`)
  if (layer === 3) return unsupportedFault(source, 'MP3')('the length of its frames cannot be found')
  return at >= source.bytes.length
    ? truncatedFault(source, 'MP3')('it ends inside or right after its ID3 tag')
    : corruptFault(source, 'MP3')('it has no frame of sound')
}

/**
 * Every whole frame of an MP3 file. Tags (ID3, APE, Lyrics3) and zeros are passed over wherever they stand, and so is
 * what is neither, up to the next frame that two more bear out. `Unsupported` for layers I and II, or where rate or
 * channels change; `Truncated` and `Corrupt` where there is no whole frame.
 */
export const mp3Frames = (source: SoundSource): E.Either<AudioError, Mp3Frames> => {
  const { bytes } = source
  const frames: Mp3Frame[] = []
  let [at, begin, strayBytes, looks]: [number, number, number, number] = [0, -1, 0, 0]
  let [freeBytes, cut, inStep]: [number | undefined, Mp3Frames['cut'], boolean] = [undefined, null, true]
  while (at < bytes.length) {
    const tag = tagBytes(bytes, at)
    if (tag > 0 || bytes[at] === 0) {
      at += Math.max(tag, 1)
      continue
    }
    if (begin < 0) begin = at
    if (freeBytes === undefined && frames.length === 0 && looks < freePlaces && mpegLayer(bytes, at) === 3) {
      looks++
      freeBytes = freeFrameBytes(bytes, at)
    }
    const expected = inStep ? mp3Frame(bytes, at, freeBytes) : undefined
    const first = frames[0] ?? expected
    const frame =
      expected !== undefined && first !== undefined && alikeFrames(first, expected)
        ? expected
        : frameWithFollowers(bytes, at, freeBytes)
    if (frame === undefined) {
      // a header that no frame bears out, or fewer bytes than a header
      inStep = false
      strayBytes++
      at++
      continue
    }
    if (frames[0] !== undefined && !alikeFrames(frames[0], frame))
      return unsupportedFault(source, 'MP3')(`its rate or channels change at byte ${at}`)
    if (at + frame.bytes > bytes.length) {
      cut = { there: bytes.length - at, of: frame.bytes }
      break
    }
    frames.push(frame)
    inStep = true
    at += frame.bytes
  }
  const [first, ...rest] = frames
  return first === undefined
    ? nothingFound(source, begin < 0 ? at : begin, cut)
    : E.right({ frames: [first, ...rest], strayBytes, cut })
}
