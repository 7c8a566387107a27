import type { Mark } from './streams.js'

/**
 * The block that a packet of Vorbis holds: its size in samples, and whether its neighbours are long (Vorbis I, 4.3.1).
 */
export interface Block {
  readonly size: number
  readonly long: boolean
  readonly afterLong: boolean
  readonly beforeLong: boolean
}

/** The sizes of short and long blocks, and which modes are long. */
export interface BlockModes {
  readonly short: number
  readonly long: number
  readonly modes: readonly boolean[]
}

const bitsAt = (bytes: Uint8Array, from: number, count: number): number => {
  let value = 0
  for (let i = 0; i < count; i++) value += (((bytes[(from + i) >> 3] ?? 0) >> ((from + i) & 7)) & 1) * 2 ** i
  return value
}

/**
 * Which modes of a stream have long blocks, read from the end of its setup header (Vorbis I, 4.2.4): before the framing
 * bit stand the modes, 41 bits each with 32 of them zero, and before those six bits with their number. Empty where that
 * is not found.
 */
export const modesOf = (setup: Uint8Array): readonly boolean[] => {
  let framing = setup.length * 8 - 1
  while (framing >= 0 && bitsAt(setup, framing, 1) === 0) framing--
  const found: boolean[] = []
  let modes: readonly boolean[] = []
  for (let at = framing - 41; at >= 6 && found.length < 64; at -= 41) {
    if (bitsAt(setup, at + 1, 32) !== 0 || bitsAt(setup, at + 33, 8) > 63) break
    found.unshift(bitsAt(setup, at, 1) === 1)
    if (bitsAt(setup, at - 6, 6) + 1 === found.length) modes = [...found]
  }
  return modes
}

/** The block of a packet; undefined where the packet is none of sound. */
export const blockOf = (packet: Uint8Array, { short, long, modes }: BlockModes): Block | undefined => {
  const modeBits = modes.length < 2 ? 0 : 32 - Math.clz32(modes.length - 1)
  const isLong = modes[bitsAt(packet, 1, modeBits)]
  if (packet.length === 0 || bitsAt(packet, 0, 1) === 1 || isLong === undefined) return undefined
  return {
    size: isLong ? long : short,
    long: isLong,
    afterLong: isLong && bitsAt(packet, 1 + modeBits, 1) === 1,
    beforeLong: isLong && bitsAt(packet, 2 + modeBits, 1) === 1,
  }
}

/** How many samples come out up to the middle of each block, where the first one's is 0 (Vorbis I, 4.3.8). */
export const centresOf = (blocks: readonly Block[]): Float64Array => {
  const centres = new Float64Array(blocks.length)
  for (let i = 1; i < blocks.length; i++) centres[i] = centres[i - 1]! + (blocks[i - 1]!.size + blocks[i]!.size) / 4 // i stays below the length
  return centres
}

/**
 * Which of the `total` samples that a stream decodes to are its sound. `reached` says how many are out at each of its
 * marks. Positions need not begin at 0: the first mark says where they do. Where it says fewer samples than are there,
 * the first ones are left out, unless it is the last mark as well; and the last mark says where the sound ends (Vorbis
 * I, A.2).
 */
export const soundingIn = (
  marks: readonly Mark[],
  total: number,
  reached: (packets: number) => number,
): { readonly from: number; readonly to: number } => {
  const [first, last] = [marks.find(({ packets }) => packets > 0), marks.at(-1)]
  if (first === undefined || last === undefined) return { from: 0, to: total }
  const begin = first.granule - reached(first.packets)
  const isWhole = first === last
  return {
    from: isWhole ? 0 : Math.max(0, -begin),
    to: Math.min(total, Math.max(0, last.granule - (isWhole ? Math.max(0, begin) : begin))),
  }
}
