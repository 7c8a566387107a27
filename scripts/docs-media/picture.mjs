// A picture of the docs: half the size that a command draws, and how far it is from another one.
import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { plotPreviews, previewMap } from '@sigmastream/plot'
import { decode, encode } from 'fast-png'
import { orFail, soundIn } from './sound.mjs'

/** Every 2 x 2 pixels as their mean. */
const halved = ({ width, height, channels, data }) => {
  const [w, h] = [width >> 1, height >> 1]
  const out = new Uint8Array(w * h * 3)
  for (let y = 0; y < h; y++)
    for (let x = 0; x < w; x++)
      for (let c = 0; c < 3; c++) {
        const at = (dy, dx) => data[((2 * y + dy) * width + 2 * x + dx) * channels + c]
        out[(y * w + x) * 3 + c] = (at(0, 0) + at(0, 1) + at(1, 0) + at(1, 1) + 2) >> 2
      }
  return { width: w, height: h, channels: 3, data: out }
}

/** A pixel differs where a colour of it does by more than this, of 255. */
const near = 16
/** The share of pixels that may differ: an edge that another rounding has moved, and no more. */
const most = 0.005

/** The share of pixels that differ; all of them where the sizes do. */
const differing = (a, b) => {
  if (a.width !== b.width || a.height !== b.height || a.channels !== b.channels) return 1
  const pixels = a.width * a.height
  let count = 0
  for (let i = 0; i < pixels; i++)
    for (let c = 0; c < a.channels; c++)
      if (Math.abs(a.data[i * a.channels + c] - b.data[i * a.channels + c]) > near) {
        count++
        break
      }
  return count / pixels
}

const small = (bytes) => encode(halved(decode(bytes)), { zlib: { level: 9 } })

/** The bytes of the picture that a command has drawn into a file. */
export const pictureOf = (path) => small(readFileSync(path))

/** The bytes of a picture of sounds that are in files, their spectrograms side by side. */
export const pictureOfSounds = async (title, paths) => {
  const sounds = await Promise.all(paths.map(soundIn))
  const panels = sounds.map((sound, i) => ({ name: basename(paths[i]), map: orFail(previewMap(sound)) }))
  const { sampleRate } = sounds[0]
  return small(orFail(await plotPreviews({ title, subtitle: 'what the commands write', sampleRate, panels })()))
}

/** Whether both pictures show the same, and in words how much of them differs. */
export const comparePictures = (made, stored) => {
  const share = differing(decode(made), decode(stored))
  return { isSame: share <= most, words: `${(100 * share).toFixed(1)} % of its pixels differ from what is made today` }
}
