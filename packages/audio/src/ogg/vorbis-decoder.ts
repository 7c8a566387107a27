import type { StbVorbis } from 'stb-vorbis'
import { type Exports, memoryOf } from '../decoders/memory.js'
import type { Block } from './vorbis-blocks.js'
import { oggOf } from './write.js'

/** Packets of Vorbis with the block of each, the two headers that they need, and which samples of theirs are kept. */
export interface VorbisJob {
  readonly head: Uint8Array
  readonly setup: Uint8Array
  readonly packets: Uint8Array
  readonly lengths: Uint32Array
  readonly blocks: readonly Block[]
  readonly shortSize: number
  /** Samples up to the middle of each block. */
  readonly centres: Float64Array
  readonly channels: number
  readonly from: number
  readonly to: number
}

/** What is used of WebAssembly here: the types of Node 20 do not declare it. */
interface Instance {
  readonly exports: Exports
}
declare const WebAssembly: {
  compile: (bytes: Uint8Array) => Promise<object>
  Instance: new (module: object, imports: object) => Instance
  instantiate: (bytes: Uint8Array, imports: object) => Promise<{ readonly instance: Instance }>
}

/** What the memory of the decoder may grow to: several times what the largest setup of a known encoder needs. */
const mostHeapBytes = 2 ** 26

/** Samples of all channels that are decoded at once. */
const portion = 2 ** 20

/** A decoder whose memory no other file has been in. */
type Fresh = () => typeof StbVorbis

/**
 * Loads stb_vorbis (package stb-vorbis, Apache-2.0) with a bound to its memory. The package makes the one instance of
 * its WebAssembly itself, which tells nobody when it grows and keeps what a damaged file has done to it. So the making
 * is taken over while it loads, in this thread of its own, and each file gets an instance.
 */
const load = async (): Promise<Fresh> => {
  const original = WebAssembly.instantiate
  let make: (() => Instance) | undefined
  WebAssembly.instantiate = async (bytes, imports) => {
    const module = await WebAssembly.compile(bytes)
    make = () => {
      const grown = (): void => {
        if (memoryOf(instance.exports).byteLength > mostHeapBytes)
          throw new Error(`more than ${mostHeapBytes / 2 ** 20} MiB of memory asked for`)
      }
      const instance = new WebAssembly.Instance(module, {
        ...imports,
        env: { emscripten_notify_memory_growth: grown },
      })
      return instance
    }
    return { instance: make() }
  }
  const { StbVorbis: library } = await import('stb-vorbis')
  await library.ready
  WebAssembly.instantiate = original
  return () => {
    Reflect.set(library, 'exports', make?.().exports)
    return library
  }
}

const cache: { fresh?: Promise<Fresh> } = {}

/** An empty comment header: vendor and list of no length, and the framing bit. */
const noComments = Uint8Array.of(3, 0x76, 0x6f, 0x72, 0x62, 0x69, 0x73, 0, 0, 0, 0, 0, 0, 0, 0, 1)

/** Where in a block stb_vorbis begins and ends to hand out samples: where its slopes to the left and right begin. */
const beginIn = ({ size, long, afterLong }: Block, short: number): number =>
  long && !afterLong ? (size - short) / 4 : 0
const endIn = ({ size, long, beforeLong }: Block, short: number): number =>
  long && !beforeLong ? (3 * size - short) / 4 : size / 2

/**
 * The samples that packets decode to, `[channels][to - from]`. Decoded in portions, so that the decoder's memory stays
 * small; each is led in by the packet before it, twice: a first block only fills the overlap, and stb_vorbis takes away
 * the beginning of the next where the first one is long and followed by a short one. Throws where a packet does not
 * decode.
 */
export const decodeVorbis = async (job: VorbisJob): Promise<readonly Float32Array[]> => {
  const library = (await (cache.fresh ??= load()))()
  const { blocks, centres, shortSize, channels, from, to } = job
  const out = Array.from({ length: channels }, () => new Float32Array(to - from))
  const starts = new Float64Array(job.lengths.length)
  // every index here is one of a packet, of which each list has one entry
  for (let i = 1; i < starts.length; i++) starts[i] = starts[i - 1]! + job.lengths[i - 1]!
  const packetOf = (i: number): Uint8Array => job.packets.subarray(starts[i]!, starts[i]! + job.lengths[i]!)
  for (let first = 1; first < blocks.length && centres[first - 1]! < to; ) {
    let end = first
    while (end < blocks.length && (centres[end]! - centres[first - 1]!) * channels <= portion) end++
    end = Math.max(end, first + 1)
    const led = [first - 1, first - 1, ...Array.from({ length: end - first }, (_, i) => first + i)]
    const lead = blocks[first - 1]!
    const taken = lead.long && !lead.beforeLong ? (lead.size - shortSize) / 4 : 0
    const expected = led
      .slice(1)
      .reduce((sum, i) => sum + endIn(blocks[i]!, shortSize) - beginIn(blocks[i]!, shortSize), -taken)
    const decoded = library.decode(oggOf([job.head, noComments, job.setup, ...led.map(packetOf)]))
    const got = decoded.channels[0]?.length ?? 0
    if (decoded.channels.length !== channels || got !== expected)
      throw new Error(`packets ${first} to ${end - 1} of sound give ${got} samples and should give ${expected}`)
    const last = blocks[end - 1]!
    // what was handed out beyond the middle of the last block comes again with the next portion
    const begin = got - (endIn(last, shortSize) - last.size / 2) - (centres[end - 1]! - centres[first - 1]!)
    if (begin < 0) throw new Error(`the windows of packets ${first} to ${end - 1} of sound do not fit together`)
    const [low, high] = [Math.max(from, centres[first - 1]!), Math.min(to, centres[end - 1]!)]
    for (const [c, channel] of decoded.channels.entries()) {
      const at = begin + low - centres[first - 1]!
      if (high > low) out[c]!.set(channel.subarray(at, at + high - low), low - from)
    }
    first = end
  }
  return out
}
