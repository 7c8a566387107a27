const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1
  return value
})

/**
 * The checksum that a zip archive keeps of each member (CRC-32 of IEEE 802.3, reflected), as an unsigned 32-bit number.
 */
export const crc32 = (bytes: Uint8Array): number => {
  let value = 0xffffffff
  // i < bytes.length, and the table has an entry for every byte.
  for (let i = 0; i < bytes.length; i++) value = TABLE[(value ^ bytes[i]!) & 0xff]! ^ (value >>> 8)
  return (value ^ 0xffffffff) >>> 0
}
