// Archives whose members are changed and whose checksums are right, so that a change is seen by what reads the members.
import { crc32 } from '../../packages/tensor-files/dist/crc32.js'

/** The members of an archive that are stored as they are, by name. */
export const membersOf = (bytes) => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const members = []
  for (let at = 0; at + 46 <= bytes.length; at++) {
    if (view.getUint32(at, true) !== 0x02014b50 || view.getUint16(at + 10, true) !== 0) continue
    const name = Buffer.from(bytes.subarray(at + 46, at + 46 + view.getUint16(at + 28, true))).toString()
    const local = view.getUint32(at + 42, true)
    const start = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true)
    members.push([name, bytes.slice(start, start + view.getUint32(at + 20, true))])
  }
  return members
}

const header = (mark, [name, bytes], more) => {
  const isCentral = mark === 0x02014b50
  const out = Buffer.alloc((isCentral ? 46 : 30) + name.length)
  out.writeUInt32LE(mark)
  const from = isCentral ? 6 : 4
  out.writeUInt16LE(20, from)
  out.writeUInt32LE(crc32(bytes) >>> 0, from + 10)
  out.writeUInt32LE(bytes.length, from + 14)
  out.writeUInt32LE(bytes.length, from + 18)
  out.writeUInt16LE(name.length, from + 22)
  if (isCentral) out.writeUInt32LE(more, 42)
  out.write(name, isCentral ? 46 : 30)
  return out
}

/** An archive with these members, stored as they are. */
export const zipOf = (members) => {
  const [parts, central] = [[], []]
  let at = 0
  for (const member of members) {
    const local = header(0x04034b50, member, 0)
    central.push(header(0x02014b50, member, at))
    parts.push(local, member[1])
    at += local.length + member[1].length
  }
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50)
  end.writeUInt16LE(members.length, 8)
  end.writeUInt16LE(members.length, 10)
  end.writeUInt32LE(Buffer.concat(central).length, 12)
  end.writeUInt32LE(at, 16)
  return Uint8Array.from(Buffer.concat([...parts, ...central, end]))
}
