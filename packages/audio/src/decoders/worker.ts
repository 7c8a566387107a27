import { parentPort } from 'node:worker_threads'
import { decodeMp3 } from '../mp3/decoder.js'
import { decodeOpus } from '../ogg/opus-decoder.js'
import { decodeVorbis } from '../ogg/vorbis-decoder.js'
import type { DecodeReply, DecoderName, Jobs } from './jobs.js'

/**
 * The thread of the decoders: one request at a time, one reply to each. The first message says that they are loaded.
 */

if (parentPort === null) throw new Error('this module runs in a worker thread: reading a file starts it')
const port = parentPort

type Request = {
  readonly [Name in DecoderName]: { readonly decoder: Name; readonly job: Jobs[Name]['given'] }
}[DecoderName]

interface Sound {
  readonly sound: Jobs[DecoderName]['gives']
  readonly channels: readonly Float32Array[]
}

const decode = async (request: Request): Promise<Sound> => {
  switch (request.decoder) {
    case 'mp3': {
      const sound = await decodeMp3(request.job)
      return { sound, channels: sound.channels }
    }
    case 'vorbis': {
      const channels = await decodeVorbis(request.job)
      return { sound: channels, channels }
    }
    case 'opus': {
      const channels = await decodeOpus(request.job)
      return { sound: channels, channels }
    }
  }
}

// Not core's: this thread may run beside sources, and loads nothing but built files.
const messageOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause))

port.on('message', async (request: Request) => {
  try {
    const { sound, channels } = await decode(request)
    const reply: DecodeReply<Sound['sound']> = { _tag: 'Decoded', sound }
    port.postMessage(
      reply,
      channels.flatMap(({ buffer }) => (buffer instanceof ArrayBuffer ? [buffer] : [])),
    )
  } catch (cause) {
    const reply: DecodeReply<never> = { _tag: 'Failed', reason: `says: ${messageOf(cause)}`, ended: false }
    port.postMessage(reply)
  }
})
port.postMessage('loaded')
