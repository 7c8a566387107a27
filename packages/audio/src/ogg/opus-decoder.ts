import { OpusDecoder } from 'opus-decoder'

/** Packets of Opus, how their streams make up channels, and which samples of theirs are kept. */
export interface OpusJob {
  readonly packets: Uint8Array
  readonly lengths: Uint32Array
  readonly channels: number
  readonly streamCount: number
  readonly coupledStreamCount: number
  readonly channelMappingTable: readonly number[]
  readonly gain: number
  readonly from: number
  readonly to: number
}

/**
 * The samples that packets decode to, `[channels][to - from]` at 48 kHz, times the gain, through libopus (package
 * opus-decoder, MIT; libopus is BSD-3-Clause). Throws where a packet does not decode.
 */
export const decodeOpus = async ({
  packets,
  lengths,
  gain,
  from,
  to,
  ...head
}: OpusJob): Promise<readonly Float32Array[]> => {
  // the decoder's own pre-skip would be counted in samplesDecoded: `from` leaves it out instead
  const decoder = new OpusDecoder({ ...head, channelMappingTable: [...head.channelMappingTable], preSkip: 0 })
  await decoder.ready
  const out = Array.from({ length: head.channels }, () => new Float32Array(to - from))
  let [at, position] = [0, 0]
  try {
    for (const length of lengths) {
      if (position >= to) break
      const { channelData, samplesDecoded, errors } = decoder.decodeFrame(packets.subarray(at, at + length))
      if (errors[0] !== undefined) throw new Error(errors[0].message)
      const [low, high] = [Math.max(from, position), Math.min(to, position + samplesDecoded)]
      for (const [c, channel] of out.entries()) {
        const samples = channelData[c]! // the decoder gives every channel that it was asked for
        for (let i = low; i < high; i++) channel[i - from] = samples[i - position]! * gain
      }
      at += length
      position += samplesDecoded
    }
  } finally {
    decoder.free()
  }
  return out
}
