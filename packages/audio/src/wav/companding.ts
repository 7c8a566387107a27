/**
 * One byte of G.711 mu-law as a value of full scale 1 (ITU-T G.711, table 2: 14-bit magnitudes, all bits inverted).
 */
export const fromMuLaw = (byte: number): number => {
  const code = ~byte & 0xff
  const magnitude = ((2 * (code & 15) + 33) << ((code >> 4) & 7)) - 33
  return (code & 0x80 ? -magnitude : magnitude) / 8192
}

/**
 * One byte of G.711 A-law as a value of full scale 1 (ITU-T G.711, table 1: 13-bit magnitudes, even bits inverted).
 */
export const fromALaw = (byte: number): number => {
  const code = byte ^ 0x55
  const [segment, step] = [(code >> 4) & 7, 2 * (code & 15)]
  const magnitude = segment === 0 ? step + 1 : (step + 33) << (segment - 1)
  return (code & 0x80 ? magnitude : -magnitude) / 4096
}
