import { describe, expect, it } from 'vitest'
import { streamInfoBlock } from '../src/flac/metadata.js'

describe('the first block of a FLAC file', () => {
  it('counts samples past 2^32 in 36 bits, beside rate, channels and depth', () => {
    const content = streamInfoBlock({
      minBlock: 4096,
      maxBlock: 4096,
      minFrame: 14,
      maxFrame: 16000,
      sampleRate: 44100,
      channels: 2,
      bits: 24,
      totalSamples: 5 * 2 ** 32 + 7,
      md5: '0123456789abcdef0123456789abcdef',
    }).subarray(4)
    const fields = [...content.subarray(10, 18)].reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n)
    expect(fields >> 44n).toBe(44100n)
    expect((fields >> 41n) & 7n).toBe(1n)
    expect((fields >> 36n) & 31n).toBe(23n)
    expect(fields & (2n ** 36n - 1n)).toBe(5n * 2n ** 32n + 7n)
  })
})
