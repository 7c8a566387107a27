import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'

/** What a WebAssembly module offers, by name. */
type Exports = Readonly<Record<string, unknown>>

/** The part of the global WebAssembly that is used here: the types of Node 20 do not declare it. */
declare const WebAssembly: {
  compile(bytes: Uint8Array): Promise<object>
  instantiate(module: object, imports: Readonly<Record<string, never>>): Promise<{ readonly exports: Exports }>
}

/**
 * Decodes one frame after the other, the bit reservoir kept between them: interleaved 16-bit samples, `samples *
 * channels`.
 */
export type FrameDecoder = (frame: Uint8Array) => Int16Array

const load = async (): Promise<object> =>
  WebAssembly.compile(await readFile(createRequire(import.meta.url).resolve('minimp3-wasm/dist/decoder.opt.wasm')))

const cache: { module?: Promise<object> } = {}

/**
 * A fresh decoder: minimp3 (CC0) as the WebAssembly file of the package minimp3-wasm (Apache-2.0). Its JavaScript is
 * not used: it fetches by URL, and its memory would hold the whole file and its samples at once.
 */
export const frameDecoder = async (): Promise<FrameDecoder> => {
  const { exports } = await WebAssembly.instantiate(await (cache.module ??= load()), {})
  const call = (name: string, ...given: readonly number[]): number => {
    const f = exports[name]
    return typeof f === 'function' ? Number(f(...given)) : Number.NaN
  }
  const memory = (): Uint8Array => {
    const held = exports['memory']
    return typeof held === 'object' && held !== null && 'buffer' in held && held.buffer instanceof ArrayBuffer
      ? new Uint8Array(held.buffer)
      : new Uint8Array(0)
  }
  call('decoder_init')
  return (frame) => {
    call('decoder_set_mp3_data_size', frame.length)
    memory().set(frame, call('decoder_mp3_data_offset'))
    // a frame whose reservoir is missing writes nothing, so what the last one left there is cleared
    memory().fill(0, call('decoder_pcm_data_offset'))
    call('decoder_decode', -1)
    const at = call('decoder_pcm_data_offset')
    return new Int16Array(memory().slice(at, at + call('decoder_pcm_data_size')).buffer)
  }
}
