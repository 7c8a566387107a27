import { either as E, taskEither as TE } from 'fp-ts'
import { describe, expect, it } from 'vitest'
import type { Storage } from '../src/pickle/value.js'
import { openStorages } from '../src/pt-storages.js'
import type { ZipMember } from '../src/zip-member.js'

/** A record that is never read. */
const record = (size: number): ZipMember => {
  const unread = TE.left({ _tag: 'FileNotFound', file: 'unread' } as const)
  return { size, checksum: 0, start: unread, whole: unread, head: () => unread }
}
const storage = (key: string, elements: number): Storage => ({ _tag: 'Storage', key, dtype: 'float32', elements })

describe('the storages of a .pt file', () => {
  const records = new Map([
    ['0', record(4 * 60)],
    ['1', record(4 * 50)],
  ])
  const both = [storage('0', 60), storage('1', 50)]

  it('are refused where all together have more elements than may be, each once however many view it', () => {
    expect(openStorages('x.pt', records, [...both, ...both], 109)).toMatchObject({
      left: { _tag: 'TooLarge', file: 'x.pt' },
    })
    expect(E.isRight(openStorages('x.pt', records, [...both, ...both], 110))).toBe(true)
  })
})
