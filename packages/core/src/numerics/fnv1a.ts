/**
 * The hash FNV-1a of 64 bits of a text in UTF-8, as 16 hexadecimal digits: to tell by accident different texts apart,
 * not ones that somebody made to be alike. Source: Fowler, Noll and Vo, "The FNV Non-Cryptographic Hash Algorithm".
 */
export const fnv1a = (text: string): string => {
  // The 64 bits in two halves, since products of doubles are exact below 2^53 only. The prime is 2^40 + 435.
  let [high, low] = [0xcbf29ce4, 0x84222325]
  for (const byte of new TextEncoder().encode(text)) {
    const mixed = (low ^ byte) >>> 0
    const product = mixed * 435
    high = (Math.imul(high, 435) + Math.floor(product / 2 ** 32) + (mixed << 8)) >>> 0
    low = product >>> 0
  }
  return [high, low].map((half) => half.toString(16).padStart(8, '0')).join('')
}
