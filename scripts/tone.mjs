/** A WAV file of a tone that rises, 16 bits, one channel. */
export const tone = ({ seconds, sampleRate }) => {
  const samples = Math.round(seconds * sampleRate)
  const wav = Buffer.alloc(44 + 2 * samples)
  wav.write('RIFF', 0)
  wav.writeUInt32LE(36 + 2 * samples, 4)
  wav.write('WAVEfmt ', 8)
  wav.writeUInt32LE(16, 16)
  wav.writeUInt16LE(1, 20)
  wav.writeUInt16LE(1, 22)
  wav.writeUInt32LE(sampleRate, 24)
  wav.writeUInt32LE(2 * sampleRate, 28)
  wav.writeUInt16LE(2, 32)
  wav.writeUInt16LE(16, 34)
  wav.write('data', 36)
  wav.writeUInt32LE(2 * samples, 40)
  for (let i = 0; i < samples; i++) {
    const second = i / sampleRate
    wav.writeInt16LE(Math.round(8000 * Math.sin(2 * Math.PI * (220 + 100 * second) * second)), 44 + 2 * i)
  }
  return wav
}
