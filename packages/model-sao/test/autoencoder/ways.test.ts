import { weightFolder } from '@sigmastream/checkpoint'
import type { Latent } from '@sigmastream/core'
import { type OnnxError, openSession, type Session } from '@sigmastream/onnx'
import fc from 'fast-check'
import { either as E, readonlyNonEmptyArray as RNEA, taskEither as TE } from 'fp-ts'
import { describe, expect, it } from 'vitest'
import { coder } from '../../src/autoencoder/oobleck/coder.js'
import { decoderModels, encoderModels } from '../../src/autoencoder/oobleck/graph.js'
import { decoderStages, encoderStages, type Stage, type Stages } from '../../src/autoencoder/oobleck/stages.js'
import { openWays, threadShares } from '../../src/autoencoder/oobleck/ways.js'
import { lazy } from '../../src/lazy.js'
import { left, recorded, right, start, tinyOptions } from './support.js'

describe('the threads of ways', () => {
  it('are shared out among as many as there may be, on the cpu, and differ by no more than one', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200 }), fc.integer({ min: 1, max: 8 }), (threads, most) => {
        const shares = threadShares(threads, most, 'cpu')
        expect(shares.length).toBe(Math.min(threads, most))
        expect(shares.reduce((sum, one) => sum + one, 0)).toBe(threads)
        expect(Math.max(...shares) - Math.min(...shares)).toBeLessThanOrEqual(1)
        expect(threadShares(threads, most, 'webgpu')).toEqual([threads])
      }),
    )
  })

  it.each([0, -2, 2.5, NaN, Infinity])('that are %d in number are left to the session to refuse', (threads) => {
    expect(threadShares(threads, 4, 'cpu')).toEqual([threads])
  })
})

/** A session that is told of a run, and of its close. */
const session = (run: Session['run'], closed: () => void = () => undefined): Session => ({
  inputs: [],
  run,
  close: async () => closed(),
})

const failure: OnnxError = { _tag: 'RunFailed', message: 'no memory', expected: [] }

describe('ways', () => {
  const opened = (failing: number, closed: number[]) =>
    openWays(
      (threads) =>
        threads === failing
          ? TE.left(failure)
          : TE.right(
              session(
                () => TE.left(failure),
                () => closed.push(threads),
              ),
            ),
      [1, 2, 3],
    )

  it('are all closed together', async () => {
    const closed: number[] = []
    const ways = right(await opened(0, closed)())
    expect([ways.sessions.length, closed]).toEqual([3, []])
    await ways.close()
    expect(closed).toEqual([1, 2, 3])
  })

  it('do not stay open where one of them cannot be opened', async () => {
    const closed: number[] = []
    expect(left(await opened(2, closed)())).toEqual(failure)
    expect(closed).toEqual([1, 3])
  })
})

describe('chunks that are computed at once', () => {
  const stage = (input: string, output: string, ways: number): Stage => ({
    part: 'decoder',
    layers: [],
    input: { name: input, channels: 1, rate: 1 },
    output: { name: output, channels: 1, rate: 1 },
    perFrame: 1,
    ways,
  })
  const stages: Stages = [stage('x', 'between', 1), stage('between', 'y', 2)]
  const z: Latent = { shape: [1, 1, 5], data: Float32Array.of(1, 2, 3, 4, 5) }

  /** A stage that gives back what it is fed, after `before` has had its say. */
  const echo = (
    input: string,
    output: string,
    before: (first: number | undefined) => TE.TaskEither<OnnxError, unknown>,
  ): Session =>
    session((feeds, signal) => {
      if (signal?.aborted === true) return TE.left({ _tag: 'RunAborted' })
      const given = feeds[input]
      if (given?.type !== 'float32') return TE.left(failure)
      const { type, dims, data } = given
      return TE.map(() => ({ [output]: { type, dims, data: Float32Array.from(data) } }))(before(data[0]))
    })

  const coded = (before: (first: number | undefined) => TE.TaskEither<OnnxError, unknown>, signal?: AbortSignal) => {
    const first = lazy(openWays(() => TE.right(echo('x', 'between', TE.right)), [1]))
    const second = lazy(openWays(() => TE.right(echo('between', 'y', before)), [1, 1]))
    return coder(stages, [first, second], () => 0)(z, { chunk: 1, ...(signal === undefined ? {} : { signal }) })()
  }

  it('are joined in their order, whichever is ready first, an odd last one by itself', async () => {
    let running = 0
    const seen: number[] = []
    const sound = right(
      await coded((one) => async () => {
        running++
        seen.push(running)
        // The earlier of two takes longer.
        await new Promise((resolve) => setTimeout(resolve, Number(one) % 2 === 1 ? 20 : 1))
        running--
        return E.right(one)
      }),
    )
    expect(sound).toEqual(z)
    expect(seen).toEqual([1, 2, 1, 2, 1])
  })

  it('end together where one of them fails: the other is waited for, and no further one is begun', async () => {
    for (const failing of [3, 4]) {
      const ended: number[] = []
      const error = left(
        await coded((one) => async () => {
          if (one === failing) return E.left(failure)
          await new Promise((resolve) => setTimeout(resolve, 5))
          ended.push(Number(one))
          return E.right(one)
        }),
      )
      expect(error).toEqual(failure)
      expect(ended).toEqual([1, 2, 7 - failing])
    }
  })

  it('tell the failure of the one that comes first in the sound', async () => {
    const message = (one: unknown): OnnxError => ({ _tag: 'RunFailed', message: String(one), expected: [] })
    const error = left(
      await coded((one) => async () => {
        await new Promise((resolve) => setTimeout(resolve, one === 1 ? 20 : 1))
        return E.left(message(one))
      }),
    )
    expect(error).toEqual(message(1))
  })

  it('are the last where the signal is aborted meanwhile', async () => {
    const stop = new AbortController()
    const begun: number[] = []
    const error = left(
      await coded((one) => {
        begun.push(Number(one))
        if (one === 3) stop.abort()
        return TE.right(one)
      }, stop.signal),
    )
    expect(error).toEqual({ _tag: 'RunAborted' })
    expect(begun).toEqual([1, 2, 3])
  })
})

describe('an autoencoder on several ways', async () => {
  const { config, weights } = await tinyOptions()
  const folder = right(weightFolder(weights, 'pretransform.model.encoder.layers.0.bias', [config.encoder.channels]))

  /** A half whose outer stage has so many ways, of a thread each. */
  const halfOn = (part: 'encoder' | 'decoder', count: number) => {
    const [first, second] = right((part === 'encoder' ? encoderModels : decoderModels)(config, weights))
    const opened = (model: typeof first, ways: number) => {
      const bytes = right(model())
      return lazy(
        openWays((threads) => openSession(bytes, { threads, externalFolder: folder }), RNEA.replicate(1)(ways)),
      )
    }
    const stages = part === 'encoder' ? encoderStages(config) : decoderStages(config)
    const both = [
      opened(first, part === 'encoder' ? count : 1),
      opened(second, part === 'encoder' ? 1 : count),
    ] as const
    return {
      run: coder(stages, both, () => 2 ** 30),
      close: () => Promise.all(both.map((each) => each.close())),
    }
  }

  it.each(['encoder', 'decoder'] as const)(
    'makes the bits of one way in its %s, of an even number of chunks and of an odd one',
    async (part) => {
      const x = recorded(part === 'encoder' ? 'vae.long_decoded' : 'vae.long_z')
      const rate = part === 'encoder' ? 64 : 1
      const halves = [1, 2, 4].map((count) => halfOn(part, count))
      for (const frames of [1, 20, 31]) {
        const given = start(x, frames * rate)
        const [one, ...others] = await Promise.all(halves.map(({ run }) => run(given, { chunk: 7 })()))
        expect(E.isRight(one!)).toBe(true) // there are three
        for (const other of others) expect(other).toEqual(one)
      }
      await Promise.all(halves.map(({ close }) => close()))
    },
  )
})
