// Streams of Ogg whose packets are changed and whose checksums are right, so that a change is seen by what reads the packets.
import { pageCrc } from '../../packages/audio/dist/ogg/crc.js'
import { oggStreams } from '../../packages/audio/dist/ogg/streams.js'
import { oggOf } from '../../packages/audio/dist/ogg/write.js'
import { right } from './bytes.mjs'

/** Right checksums of the pages that are there, so that a change is seen by what is behind them. */
export const withChecksums = (bytes) => {
  const out = Uint8Array.from(bytes)
  for (let at = 0; at + 27 < out.length; at++) {
    if (out[at] !== 0x4f || out[at + 1] !== 0x67 || out[at + 2] !== 0x67 || out[at + 3] !== 0x53) continue
    const start = at + 27 + out[at + 26]
    const end = start + out.subarray(at + 27, start).reduce((sum, length) => sum + length, 0)
    if (end > out.length) continue
    new DataView(out.buffer).setUint32(at + 22, pageCrc(out.subarray(at, end)), true)
  }
  return out
}

/** The packets of its first stream. */
export const packetsOf = (bytes) => right(oggStreams({ label: 'x', bytes })).streams[0].packets

/** A stream of Ogg with one of its packets replaced. */
export const withPacket = (bytes, at) => (packet) => oggOf(packetsOf(bytes).with(at, packet))
