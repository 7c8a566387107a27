import { concatBytes, viewOf } from '../source.js'
import { pageCrc } from './crc.js'

const flag = { continued: 1, first: 2 }

const page = (sequence: number, flags: number, lacing: readonly number[], content: Uint8Array): Uint8Array => {
  const out = concatBytes([new Uint8Array(27 + lacing.length), content])
  const view = viewOf(out)
  out.set([0x4f, 0x67, 0x67, 0x53, 0, flags])
  view.setBigInt64(6, -1n, true) // no position
  view.setUint32(14, 1, true)
  view.setUint32(18, sequence, true)
  out[26] = lacing.length
  out.set(lacing, 27)
  view.setUint32(22, pageCrc(out), true)
  return out
}

/** The lacing values of a packet (RFC 3533, section 5). */
const lacingOf = (length: number): readonly number[] => [
  ...Array.from({ length: Math.floor(length / 255) }, () => 255),
  length % 255,
]

/** An Ogg file of one stream with these packets, the first on a page of its own; no page says a position. */
export const oggOf = ([head = new Uint8Array(0), ...packets]: readonly Uint8Array[]): Uint8Array => {
  const pages = [page(0, flag.first, lacingOf(head.length), head)]
  const [content, lacing] = [concatBytes(packets), packets.flatMap(({ length }) => lacingOf(length))]
  let at = 0
  for (let from = 0; from < lacing.length; from += 255) {
    const part = lacing.slice(from, from + 255)
    const bytes = part.reduce((sum, length) => sum + length, 0)
    pages.push(
      page(pages.length, lacing[from - 1] === 255 ? flag.continued : 0, part, content.subarray(at, at + bytes)),
    )
    at += bytes
  }
  return concatBytes(pages)
}
