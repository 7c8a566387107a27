import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { decode, encode } from 'fast-png'

/** A picture of three colours a pixel. */
interface Picture {
  readonly width: number
  readonly height: number
  readonly data: Uint8Array
}

/** A pixel differs where a colour of it does by more than this, of 255. */
const near = 24

/**
 * The share of pixels that may differ. Debian's Chromium changes, and with it where the edge of a letter falls; a part that
 * moved, has another size or another colour is many times as much.
 */
export const mostDiffering = 0.02

/** A PNG at half its size: every 2 x 2 pixels as their mean, which is what a look takes in, and takes less room. */
export const halved = (png: Uint8Array): Picture => {
  const { width: wide, height: high, channels, data } = decode(png)
  const [width, height] = [wide >> 1, high >> 1]
  const half = new Uint8Array(width * height * 3)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      for (let c = 0; c < 3; c++) {
        // 2 y + 1 and 2 x + 1 are inside the picture
        const at = (dy: number, dx: number): number => data[((2 * y + dy) * wide + 2 * x + dx) * channels + c]!
        half[(y * width + x) * 3 + c] = (at(0, 0) + at(0, 1) + at(1, 0) + at(1, 1) + 2) >> 2
      }
  return { width, height, data: half }
}

/** The share of pixels that differ, 0 to 1; all of them where the sizes do. */
export const differing = (one: Picture, other: Picture): number => {
  if (one.width !== other.width || one.height !== other.height) return 1
  const pixels = one.width * one.height
  let count = 0
  for (let i = 0; i < pixels; i++) {
    const apart = [0, 1, 2].map((c) => Math.abs((one.data[3 * i + c] ?? 0) - (other.data[3 * i + c] ?? 0)))
    if (Math.max(...apart) > near) count++
  }
  return count / pixels
}

const pngOf = ({ width, height, data }: Picture): Uint8Array =>
  encode({ width, height, data, channels: 3, depth: 8 }, { zlib: { level: 9 } })

const folderOf = { tests: 'pictures/', docs: '../../../../docs/pictures/' } as const
const golden = (name: string, folder: keyof typeof folderOf): string =>
  fileURLToPath(new URL(`${folderOf[folder]}${name}.png`, import.meta.url))
const out = fileURLToPath(new URL('../../../../out/studio/', import.meta.url))

/**
 * The share of pixels in which a screenshot differs from the picture that is kept of it, beside the tests or in the docs.
 * Where it is too much, what was seen is left in `out/studio`. With STUDIO_PICTURES=keep in the environment, what is seen is
 * what is kept from now on.
 */
export const differenceFromGolden = (
  name: string,
  png: Uint8Array,
  folder: keyof typeof folderOf = 'tests',
): number => {
  const seen = halved(png)
  if (process.env['STUDIO_PICTURES'] === 'keep') {
    writeFileSync(golden(name, folder), pngOf(seen))
    return 0
  }
  const { width, height, data } = existsSync(golden(name, folder))
    ? decode(readFileSync(golden(name, folder)))
    : { width: 0, height: 0, data: new Uint8Array(0) }
  const share = differing(seen, { width, height, data: Uint8Array.from(data) })
  if (share > mostDiffering) {
    mkdirSync(out, { recursive: true })
    writeFileSync(`${out}${name}.png`, pngOf(seen))
  }
  return share
}
