import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isSafePath } from '../src/listing/safe-path.js'

describe('a safe path', () => {
  it('stays inside whatever folder it is joined to', () => {
    const part = fc.oneof(fc.constantFrom('.', '..', '', '\\', '\0', 'a'), fc.string())
    fc.assert(
      fc.property(fc.array(part, { maxLength: 5 }), (parts) => {
        const path = parts.join('/')
        expect(isSafePath(path) && !join('/base/folder', path).startsWith('/base/folder/')).toBe(false)
      }),
    )
    const plain = ['a', 'a/b', 'text_encoder/model-00001-of-00002.safetensors', '.gitattributes', 'a b/ü', '..a']
    expect(plain.every(isSafePath)).toBe(true)
  })
})
