import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { contentChecksum } from '../../src/precision/seal.js'

const folder = mkdtempSync(join(tmpdir(), 'sigmastream-seal-'))
afterAll(() => rmSync(folder, { recursive: true }))

const sha256 = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest()

it('the checksum of a file has each of its pieces once, however many are hashed at a time', async () => {
  const [piece, start] = [2 ** 23, 3]
  const bytes = new Uint8Array(start + 5 * piece + 10)
  for (let i = 0; i < 6; i++) bytes[start + i * piece] = i + 1
  const file = await open(join(folder, 'weights'), 'w+')
  await file.write(bytes)
  const digests = Array.from({ length: 6 }, (_, i) => {
    const from = start + i * piece
    return sha256(bytes.subarray(from, from + piece))
  })
  expect(await contentChecksum(file, start)).toBe(sha256(Buffer.concat(digests)).toString('hex'))
  await file.close()
})
