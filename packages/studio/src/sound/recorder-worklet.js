// Hands on what the microphone hears, in pieces of about a tenth of a second.
const pieceLength = 4096

registerProcessor(
  'recorder',
  class extends AudioWorkletProcessor {
    piece = []
    length = 0

    process([channels]) {
      if (channels.length === 0) return true
      this.piece.push(channels.map((samples) => samples.slice()))
      this.length += channels[0].length
      if (this.length >= pieceLength) {
        this.port.postMessage(
          this.piece,
          this.piece.flat().map(({ buffer }) => buffer),
        )
        this.piece = []
        this.length = 0
      }
      return true
    }
  },
)
