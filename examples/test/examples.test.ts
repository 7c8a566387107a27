import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { readAudio } from '@sigmastream/audio'
import { either as E } from 'fp-ts'
import { describe, expect, it } from 'vitest'
import { skippedUnless } from '../../test/skipped-unless.js'

const built = (name: string): string => fileURLToPath(new URL(`../dist/${name}/main.js`, import.meta.url))

const names = [
  '01-first-sample',
  '02-inpaint',
  '03-write-a-sampler',
  '04-live-steering',
  '05-stable-audio',
  '06-a-recording',
  '07-as-a-library',
  '08-edit',
  '09-loop',
  '10-long',
  '11-search',
  '12-heard-edit',
] as const
const absent = names.filter((name) => !existsSync(built(name)))

const output = async (name: string, environment: Readonly<Record<string, string>> = {}): Promise<string> => {
  const { stdout } = await promisify(execFile)(process.execPath, [built(name)], {
    env: { ...process.env, ...environment },
  })
  return stdout
}

const whereBuilt = skippedUnless(
  absent.length === 0,
  `examples/dist has no ${absent.join(', ')}; npm run setup builds them`,
)
describe('the examples run under plain node', whereBuilt, () => {
  it('01-first-sample: a chain and a pipe give the same bits, and the observer sees every derivative', async () => {
    const text = await output('01-first-sample')
    expect(text.match(/^sigma /gm)).toHaveLength(10)
    expect(text).toContain('the observer saw 10 derivatives')
    expect(text).toContain('chain and pipe agree bit for bit: true')
  })

  it('02-inpaint: every way keeps the recording and fills the gap with its own kind of sound', async () => {
    const rows = (await output('02-inpaint'))
      .trim()
      .split('\n')
      .map((row) => row.slice(30).trim().split(/\s+/).map(Number))
    expect(rows).toHaveLength(16)
    // After the recording: DPM++ 2M, four looks at its run, three forks, and a batch of four without a recording.
    const kept = (row: readonly number[] = []): readonly number[] => row.filter((_, i) => i < 5 || i >= 10)
    for (const place of [1, 5, 6, 7, 8, 13]) {
      expect(kept(rows[place])).toEqual(Array.from({ length: 11 }, () => -1))
      for (const value of rows[place]?.slice(5, 10) ?? []) expect(value).toBeCloseTo(-1, 0)
    }
    expect(new Set(rows.slice(6, 9).map((row) => row.join(' '))).size).toBe(3)
    for (const row of rows.slice(9, 13))
      for (const value of row) expect(Math.abs(Math.abs(value) - 1)).toBeLessThan(0.3)
  })

  it('03-write-a-sampler: the law kit accepts the new sampler', async () => {
    const text = await output('03-write-a-sampler')
    expect(text).toContain('2 calls a step')
    expect(text).toMatch(/measured order: (1\.[89]|2\.[01])/)
    expect(text.match(/^holds: /gm)?.length).toBeGreaterThan(15)
    expect(text).toContain('the laws hold for reuse(0.05: ')
  })

  it('04-live-steering: one step for each request, and forks that differ', async () => {
    const text = await output('04-live-steering')
    const forks = [...text.matchAll(/^fork \d: (\S+)$/gm)].map(([, value]) => value)
    expect(new Set(forks).size).toBe(3)
    expect(text).toMatch(/^as planned: \S+$/m)
  })

  it('05-stable-audio: a prompt becomes stereo sound of the length that the toy model has', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'sigmastream-example-'))
    const out = join(folder, 'loop.wav')
    const text = await output('05-stable-audio', { OUT: out })
    const audio = await readAudio(out)().finally(() => rm(folder, { recursive: true }))
    expect(text).toContain('2 channels at 44100 Hz, from 256 frames')
    if (E.isLeft(audio)) throw new Error(audio.left._tag)
    expect(audio.right.channels.map(({ length }) => length)).toEqual([256 * 64, 256 * 64])
    expect(audio.right.channels.some((channel) => new Set(channel).size > 100)).toBe(true)
  })

  it('05-stable-audio: a model is sampled as its own profile has it', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'sigmastream-example-'))
    const MODEL = fileURLToPath(new URL('../../fixtures/tiny-sa3-small/checkpoint', import.meta.url))
    const text = await output('05-stable-audio', { MODEL, OUT: join(folder, 'loop.wav') }).finally(() =>
      rm(folder, { recursive: true }),
    )
    expect(text).toContain('profile sa3: 8 steps of ping-pong, guidance 1')
  })

  it('06-a-recording: the gap is filled, and every other sample is the recording', async () => {
    const text = await output('06-a-recording')
    expect(text.match(/^step \d+ of 12, /gm)).toHaveLength(12)
    expect(text).toContain('seed 7, sampler euler')
    expect(text).toContain('refused: steps is 0: give a whole number from 1 to 10000')
    const [, path = ''] = /^wrote (.*)$/m.exec(text) ?? []
    const [before, after] = await Promise.all(
      [fileURLToPath(new URL('../audio/tabla.flac', import.meta.url)), path].map(async (file) => {
        const read = await readAudio(file)()
        return E.isRight(read) ? (read.right.channels[0] ?? new Float32Array()) : new Float32Array()
      }),
    )
    const second = 44100
    expect(after?.slice(0, 3 * second)).toEqual(before?.slice(0, 3 * second))
    expect(after?.slice(4 * second)).toEqual(before?.slice(4 * second))
    expect(after?.slice(3 * second, 4 * second)).not.toEqual(before?.slice(3 * second, 4 * second))
    await rm(dirname(path), { recursive: true })
  })

  it('07-as-a-library: the recording is kept, failures say what would be right, and a run goes on from its tenth frame', async () => {
    const text = await output('07-as-a-library')
    const kept = (row: string): readonly string[] => row.split(' ').filter((_, frame) => frame < 5 || frame >= 10)
    const [filled = '', fork = ''] = [...text.matchAll(/^(?:kept and filled|a fork): (.*)$/gm)].map(([, row]) => row)
    expect(kept(filled)).toEqual(kept(Array.from({ length: 16 }, (_, n) => Math.sin(n).toFixed(1)).join(' ')))
    expect(kept(fork)).toEqual(kept(filled))
    expect(fork).not.toBe(filled)
    expect(text).toContain('given up: step 0: the run was aborted')
    expect(text).toContain('refused: schedule: 2 at place 1 after 1; give ')
    expect(text.match(/^step \d+ of 20, /gm)).toHaveLength(10)
    expect(text).toContain('the same bits: true')
  })

  it('09-loop: what goes round has no seam, and a recording keeps all but its end', async () => {
    const text = await output('09-loop')
    const jumps = [...text.matchAll(/: (\S+) from its end to its beginning, (\S+) inside$/gm)].map((found) =>
      found.slice(1).map(Number),
    )
    const [[torn = NaN, within = NaN] = [], [seam = NaN, inside = NaN] = []] = jumps
    expect(torn).toBeGreaterThan(10 * within)
    expect(seam).toBeLessThan(2 * inside)
    const [, bend, most] = /the seam bends (\S+) times as sharply as around it, inside at most (\S+)$/m.exec(text) ?? []
    expect(Number(bend)).toBeLessThan(Number(most))
    const [, path = ''] = /^wrote (.*)$/m.exec(text) ?? []
    const loop = await readAudio(path)()
    expect(E.isRight(loop) ? loop.right.channels.map(({ length }) => length) : []).toEqual([4 * 44100])
    await rm(dirname(path), { recursive: true })
  })

  it('08-edit: what both models share stays in an edit, and less of it elsewhere', async () => {
    const text = await output('08-edit')
    const [restyled = 16, fixed = 16, ...edited] = [...text.matchAll(/(\d+) of 16 melodies/g)].map(([, count]) =>
      Number(count),
    )
    expect(edited).toHaveLength(3)
    expect(Math.min(...edited)).toBeGreaterThan(Math.max(restyled, fixed) + 2)
    expect(text).toContain('the same model on both sides changes nothing: true')
    expect(text).toContain('frames that change: ..xxx...')
    expect(text).toContain('refused: a sampler that draws noise, from the lane "ancestral"; give one that draws none')
  })

  it('11-search: a run is heard on the way, and what a search found is one run of its seeds', async () => {
    const text = await output('11-search')
    expect([...text.matchAll(/^step (\d+): [+-]{16}$/gm)].map(([, step]) => step)).toContain('0')
    expect(text.match(/^on the way: /gm)).toHaveLength(2)
    const [, searched = '', whole = ''] =
      /found ([-\d.]+) with 160 calls\nthe best of 8 runs is ([-\d.]+) with 160 calls, 20 each$/m.exec(text) ?? []
    expect(Number(searched)).toBeGreaterThan(Number(whole))
    expect(text).toMatch(/^found: seed \d+ from step 0 on/m)
    expect(text).toContain('the same bits: true')
  })

  it('12-heard-edit: an edit is the same melody on the other instrument, and what is made over is another one', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'sigmastream-example-'))
    const text = await output('12-heard-edit', { OUT: folder })
    const edited = await readAudio(join(folder, 'edited.wav'))().finally(() => rm(folder, { recursive: true }))
    const melodyOf = (name: string): string => new RegExp(`^${name}\\.wav +(.*)$`, 'm').exec(text)?.[1] ?? ''
    expect(melodyOf('edited')).toBe(melodyOf('recording').replace('flute', 'harp'))
    expect(melodyOf('inverted')).toBe(melodyOf('edited'))
    expect(melodyOf('made-over')).toMatch(/harp$/)
    expect(melodyOf('made-over')).not.toBe(melodyOf('edited'))
    expect(melodyOf('both')).toBe(melodyOf('outline').replace('flute', 'harp'))
    expect(E.isRight(edited) ? edited.right.channels.map(({ length }) => length) : []).toEqual([32000])
  })

  it('10-long: the recording goes on and is kept, and windows cover three times what the model makes at once', async () => {
    const text = await output('10-long')
    const [, path = ''] = /^wrote (.*)$/m.exec(text) ?? []
    const [before, after] = await Promise.all(
      [fileURLToPath(new URL('../audio/drum-loop.flac', import.meta.url)), path].map(async (file) => {
        const read = await readAudio(file)()
        return E.isRight(read) ? (read.right.channels[0] ?? new Float32Array()) : new Float32Array()
      }),
    )
    const length = before?.length ?? 0
    expect(after?.slice(0, length)).toEqual(before)
    expect(after?.length).toBe(length + 44100)
    expect(new Set(after?.slice(length)).size).toBeGreaterThan(1000)
    expect(text).toContain('4 windows, of frames 0 to 256, 170 to 426, 341 to 597, 512 to 768')
    await rm(dirname(path), { recursive: true })
  })
})
