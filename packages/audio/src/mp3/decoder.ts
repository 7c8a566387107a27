import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { type Exports, memoryOf } from '../decoders/memory.js'

/** The part of the global WebAssembly that is used here: the types of Node 20 do not declare it. */
declare const WebAssembly: {
  compile(bytes: Uint8Array): Promise<object>
  instantiate(module: object, imports: Readonly<Record<string, never>>): Promise<{ readonly exports: Exports }>
}

/**
 * A stretch of frames that one encoder wrote, `first` to before `end`, of which samples `from` to before `to` are kept.
 */
export interface Mp3Stretch {
  readonly first: number
  readonly end: number
  readonly from: number
  readonly to: number
  /** Whether the length of its frames is not stated. */
  readonly free: boolean
}

/** Frames to decode: `starts` and `lengths` in `bytes`, `samples` of each of `channels` in every one. */
export interface Mp3Job {
  readonly bytes: Uint8Array
  readonly starts: Uint32Array
  readonly lengths: Uint32Array
  readonly samples: number
  readonly channels: number
  readonly stretches: readonly Mp3Stretch[]
}

/** The kept samples of all stretches, one behind the other, and how many frames gave none and are silent. */
export interface Mp3Samples {
  readonly channels: readonly Float32Array[]
  readonly silentFrames: number
}

/** Forgets what came before, or decodes one frame after the other, the bit reservoir kept between them. */
interface FrameDecoder {
  readonly reset: () => void
  /** Interleaved 16-bit samples, `samples * channels`; none where the frame does not decode. */
  readonly decode: (frame: Uint8Array) => Int16Array
}

/** What stands where a frame's samples go before it is decoded: byte, and the sample that two of them make. */
const [unwritten, unwrittenSample] = [0x80, -0x7f80]

const load = async (): Promise<object> =>
  WebAssembly.compile(await readFile(createRequire(import.meta.url).resolve('minimp3-wasm/dist/decoder.opt.wasm')))

const cache: { module?: Promise<object> } = {}

/**
 * A fresh decoder: minimp3 (CC0) as the WebAssembly file of the package minimp3-wasm (Apache-2.0). Its JavaScript is
 * not used: it fetches by URL, and its memory would hold the whole file and its samples at once.
 */
const frameDecoder = async (): Promise<FrameDecoder> => {
  const { exports } = await WebAssembly.instantiate(await (cache.module ??= load()), {})
  const call = (name: string, ...given: readonly number[]): number => {
    const f = exports[name]
    return typeof f === 'function' ? Number(f(...given)) : Number.NaN
  }
  const memory = (): Uint8Array => new Uint8Array(memoryOf(exports))
  return {
    reset: () => call('decoder_init'),
    decode: (frame) => {
      call('decoder_set_mp3_data_size', frame.length)
      memory().set(frame, call('decoder_mp3_data_offset'))
      memory().fill(unwritten, call('decoder_pcm_data_offset'))
      call('decoder_decode', -1)
      const at = call('decoder_pcm_data_offset')
      const pcm = new Int16Array(memory().slice(at, at + call('decoder_pcm_data_size')).buffer)
      // it says as many samples as the header does, whether it wrote them or not
      return pcm.every((sample) => sample === unwrittenSample) ? pcm.subarray(0, 0) : pcm
    },
  }
}

/**
 * Decodes frames of layer III to 16 bits. Where the length of frames is not stated, the decoder finds it by itself, for
 * which it is given two frames and the head of the third at once; what they sound like comes together.
 */
export const decodeMp3 = async ({ bytes, starts, lengths, ...job }: Mp3Job): Promise<Mp3Samples> => {
  const decoder = await frameDecoder()
  const kept = job.stretches.reduce((sum, { from, to }) => sum + to - from, 0)
  const channels = Array.from({ length: job.channels }, () => new Float32Array(kept))
  const size = job.samples * job.channels
  let [at, silentFrames] = [0, 0]
  for (const { first, end, from, to, free } of job.stretches) {
    decoder.reset()
    let pcm: Int16Array = new Int16Array(0)
    for (let frame = first; frame < end; frame++) {
      // frame stays below the number of frames, for each of which there is a start and a length
      const start = starts[frame]!
      const stop = free && frame === first ? (starts[frame + 2] ?? bytes.length) + 8 : start + lengths[frame]!
      if (pcm.length < size) pcm = decoder.decode(bytes.subarray(start, stop))
      if (pcm.length < size) silentFrames++
      const begin = (frame - first) * job.samples
      const [low, high] = [Math.max(from - begin, 0), Math.min(to - begin, job.samples)]
      for (const [c, channel] of channels.entries()) {
        // a frame that gave nothing leaves the zeros
        for (let i = low; i < high; i++) channel[at + begin + i - from] = (pcm[i * job.channels + c] ?? 0) / 32768
      }
      pcm = pcm.subarray(size)
    }
    at += to - from
  }
  return { channels, silentFrames }
}
