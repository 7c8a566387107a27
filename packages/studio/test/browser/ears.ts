import type { Page } from 'playwright-core'

/** What the page gave to the sound card: samples by channel, where in them it began, and how loud. */
export interface Heard {
  readonly channels: readonly Float32Array[]
  readonly sampleRate: number
  readonly from: number
  readonly gain: number
}

/** Put into a page before its own scripts: everything that is played is noted, and played as it would be. */
const listening = `
  globalThis.heard = []
  const start = AudioBufferSourceNode.prototype.start
  AudioBufferSourceNode.prototype.start = function (...times) {
    globalThis.heard.push({ buffer: this.buffer, from: times[1] ?? 0, gain: globalThis.lastGain ?? 1 })
    return start.apply(this, times)
  }
  const toward = AudioParam.prototype.setTargetAtTime
  AudioParam.prototype.setTargetAtTime = function (value, ...times) {
    if (value > 0) globalThis.lastGain = value
    return toward.call(this, value, ...times)
  }
`

/** Listens to a page, which must not be open yet. */
export const listen = (page: Page): Promise<unknown> => page.addInitScript(listening)

/** How often something was played. */
export const timesHeard = (page: Page): Promise<number> => page.evaluate('globalThis.heard.length')

/** What was played last, sample by sample. */
export const lastHeard = async (page: Page): Promise<Heard> => {
  const { channels, ...others } = JSON.parse(
    await page.evaluate<string>(`(() => {
      const { buffer, from, gain } = globalThis.heard.at(-1)
      const text = (samples) => {
        const bytes = new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength)
        let letters = ''
        for (let i = 0; i < bytes.length; i += 8192) letters += String.fromCharCode(...bytes.subarray(i, i + 8192))
        return btoa(letters)
      }
      const channels = Array.from({ length: buffer.numberOfChannels }, (_, c) => text(buffer.getChannelData(c)))
      return JSON.stringify({ channels, sampleRate: buffer.sampleRate, from, gain })
    })()`),
  )
  const samplesOf = (text: string): Float32Array =>
    new Float32Array(Uint8Array.from(Buffer.from(text, 'base64')).buffer)
  return { ...others, channels: channels.map(samplesOf) }
}
