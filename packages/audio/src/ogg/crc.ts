const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 24
  for (let bit = 0; bit < 8; bit++) crc = (crc << 1) ^ (crc < 0 ? 0x04c11db7 : 0)
  return crc >>> 0
})

/**
 * The checksum of a page (RFC 3533, section 6): polynomial 0x04c11db7, no reflection, with the checksum's own four
 * bytes at 22 taken as zero.
 */
export const pageCrc = (page: Uint8Array): number => {
  let crc = 0
  // the index into the table is one byte, and i stays inside the page
  for (let i = 0; i < page.length; i++) crc = (crc << 8) ^ table[(crc >>> 24) ^ (i >= 22 && i < 26 ? 0 : page[i]!)]!
  return crc >>> 0
}
