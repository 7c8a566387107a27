import { pure } from '@sigmastream/laws'
import { either as E, taskEither as TE } from 'fp-ts'
import { lastValueFrom, Subject, toArray } from 'rxjs'
import { describe, expect, it } from 'vitest'
import { constant, type Frame, type Latent } from '../src/index.js'
import { type PreviewOptions, previews } from '../src/stream/index.js'
import { shape } from './support.js'

const frame = (index: number, denoised: Latent | null = constant(shape, index)): Frame => ({
  at: { index, of: 9, from: 9 - index, to: 8 - index },
  carry: { phase: 'ready', x: constant(shape, 0), past: [], slot: null },
  denoised,
})

const turns = async (): Promise<void> => {
  for (let i = 0; i < 5; i++) await new Promise((resolve) => setImmediate(resolve))
}

/** A run and a decoder in the hands of the test. */
const listen = (options: Partial<PreviewOptions<string, number>> = {}) => {
  const frames = new Subject<Frame>()
  const asked: { readonly value: number | undefined; readonly signal: AbortSignal; readonly answer: () => void }[] = []
  const heard: string[] = []
  const subscription = frames
    .pipe(
      previews<string, number>({
        decoder:
          ({ data }, signal) =>
          () =>
            new Promise((resolve) =>
              asked.push({ value: data[0], signal, answer: () => resolve(E.right(data[0] ?? Number.NaN)) }),
            ),
        ...options,
      }),
    )
    .subscribe({
      next: ({ at, decoded }) => heard.push(`${at.index}: ${E.isRight(decoded) ? decoded.right : decoded.left}`),
      complete: () => heard.push('|'),
      error: (cause: unknown) => heard.push(String(cause)),
    })
  return { frames, asked, heard, leave: () => subscription.unsubscribe() }
}

describe('previews', () => {
  it('are of every so many steps, and leave out what comes while another is decoded', async () => {
    const { frames, asked, heard } = listen({ every: 2 })
    for (const index of [1, 2, 3, 4]) frames.next(frame(index))
    await turns()
    expect(asked.map(({ value }) => value)).toEqual([2])
    asked[0]?.answer()
    await turns()
    for (const index of [5, 6, 8]) frames.next(frame(index))
    await turns()
    asked[1]?.answer()
    await turns()
    expect(heard).toEqual(['2: 2', '6: 6'])
  })

  it('have none of a step without an estimate', async () => {
    const { frames, asked } = listen()
    frames.next(frame(0, null))
    frames.next(frame(1))
    await turns()
    expect(asked.map(({ value }) => value)).toEqual([1])
  })

  it('go on after what the decoder fails at, which is a value', async () => {
    const { frames, heard } = listen({ decoder: ({ data }) => (data[0] === 0 ? TE.left('too loud') : TE.right(7)) })
    frames.next(frame(0))
    await turns()
    frames.next(frame(1))
    await turns()
    expect(heard).toEqual(['0: too loud', '1: 7'])
  })

  it('fail with what the decoder throws', async () => {
    const { frames, heard } = listen({
      decoder: () => () => {
        throw new Error('no decoder')
      },
    })
    frames.next(frame(0))
    await turns()
    expect(heard).toEqual(['Error: no decoder'])
  })

  it('complete once the frames have, and the last decoding', async () => {
    const { frames, asked, heard } = listen()
    frames.next(frame(0))
    await turns()
    frames.complete()
    expect(heard).toEqual([])
    asked[0]?.answer()
    await turns()
    expect(heard).toEqual(['0: 0', '|'])
  })

  it('abort what is being decoded when nobody listens any more', async () => {
    const { frames, asked, leave, heard } = listen()
    frames.next(frame(0))
    await turns()
    leave()
    expect(asked[0]?.signal.aborted).toBe(true)
    asked[0]?.answer()
    await turns()
    expect(heard).toEqual([])
  })

  it.each([0, -1, 1.5, Number.NaN])('are refused every %d steps', async (every) => {
    const stream = new Subject<Frame>().pipe(previews({ every, decoder: () => TE.right(pure) }), toArray())
    await expect(lastValueFrom(stream)).rejects.toThrow(
      `previews: every ${every} steps; give a whole number of at least 1`,
    )
  })
})
