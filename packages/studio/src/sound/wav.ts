const headerBytes = 44

const putText = (view: DataView, at: number, text: string): void => {
  for (let i = 0; i < text.length; i++) view.setUint8(at + i, text.charCodeAt(i))
}

/** Full scale of 24 bits. */
const most = 2 ** 23 - 1

/** A WAV file of 24 bits of channels of equal length; what is louder than full scale is cut there. */
export const wavOf = (channels: readonly Float32Array[], sampleRate: number): Uint8Array<ArrayBuffer> => {
  const [count, samples] = [channels.length, channels[0]?.length ?? 0]
  const dataBytes = 3 * count * samples
  const file = new Uint8Array(headerBytes + dataBytes + (dataBytes % 2))
  const view = new DataView(file.buffer)
  putText(view, 0, 'RIFF')
  view.setUint32(4, file.length - 8, true)
  putText(view, 8, 'WAVEfmt ')
  view.setUint32(16, 16, true)
  view.setUint16(20, 1, true)
  view.setUint16(22, count, true)
  view.setUint32(24, sampleRate, true)
  view.setUint32(28, 3 * count * sampleRate, true)
  view.setUint16(32, 3 * count, true)
  view.setUint16(34, 24, true)
  putText(view, 36, 'data')
  view.setUint32(40, dataBytes, true)
  channels.forEach((channel, c) => {
    channel.forEach((sample, i) => {
      const value = Math.round(most * Math.max(-1, Math.min(1, sample)))
      const at = headerBytes + 3 * (i * count + c)
      view.setInt16(at, (value << 16) >> 16, true)
      view.setInt8(at + 2, value >> 16)
    })
  })
  return file
}

/** Pieces of a recording, one after the other: of each the channels. */
export const joinPieces = (pieces: readonly (readonly Float32Array[])[]): readonly Float32Array[] => {
  const samples = pieces.reduce((sum, [first]) => sum + (first?.length ?? 0), 0)
  const count = pieces[0]?.length ?? 0
  return Array.from({ length: count }, (_, channel) => {
    const whole = new Float32Array(samples)
    let at = 0
    for (const piece of pieces) {
      const part = piece[channel] ?? new Float32Array(0)
      whole.set(part, at)
      at += part.length
    }
    return whole
  })
}
