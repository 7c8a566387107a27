import { constant, type Denoiser, type Interval, plan } from '@sigmastream/core'
import { euler } from '@sigmastream/samplers'
import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { describe, expect, it } from 'vitest'
import {
  describeRenderError,
  editSound,
  evenLevels,
  exemplar,
  framedTask,
  fromSampleError,
  type Model,
  type OpenModel,
  type RenderError,
} from '../src/index.js'
import { checkTurn } from '../src/prompt-turn.js'
import { tone } from './support.js'

const shape = [1, 1, 8] as const
const reference = constant(shape, 0.5)
const answering =
  (value: number): Denoiser =>
  async (x) =>
    constant(x.shape, value)

/** A model of one's own, with a prompt, that is opened with these sides; its latents are not heard. */
const modelOf = (sides: Pick<OpenModel, 'denoiser' | 'source'>): Model => ({
  knowsRate: true,
  prepare: (orders) => {
    const [{ recipe }] = orders
    const { task } = framedTask(recipe, shape, [], 8, 4)
    return TE.right({
      each: [
        {
          recipe,
          shape,
          frameRate: 8,
          task,
          conventions: { sampler: 'euler', schedule: 'karras', steps: 4, sigmaMin: 0.1, sigmaMax: 8 },
          startScale: 1,
          levelOf: evenLevels(1, 5),
          original: null,
          sound: null,
          remarks: [],
          remedies: [],
          needs: null,
          errorOf: fromSampleError,
        },
      ],
      open: () => TE.right({ of: () => ({ ...sides, reference, listen: null }), close: async () => undefined }),
    })
  },
})

describe('editSound', () => {
  it('adds what the model makes of the recording under one prompt less what it makes of it under the other', async () => {
    const model = modelOf({ denoiser: answering(3), source: answering(1) })
    const denoised: (number | undefined)[] = []
    const { latent, job } = await editSound(tone(1), 'one', {
      model,
      prompt: 'three',
      strength: 0,
      seed: 1,
      onFrame: (frame) => denoised.push(frame.denoised?.data[0]),
    })
    expect([...latent.data]).toEqual(Array.from({ length: 8 }, () => 2.5))
    expect(denoised).toEqual([2.5, 2.5, 2.5, 2.5]) // what is heard at each step, not what is added
    expect(job.recipe).toMatchObject({
      command: 'edit',
      fromPrompt: 'one',
      prompt: 'three',
      fromCfg: null,
      regions: [],
    })
  })

  it('is refused by the embedded model, and by one that is opened without a source', async () => {
    await expect(editSound(tone(1), 'one', { model: exemplar(), seed: 1 })).rejects.toThrow(
      'the embedded model knows no text',
    )
    const options = { model: modelOf({ denoiser: answering(3) }), prompt: 'three', seed: 1 }
    await expect(editSound(tone(1), 'one', options)).rejects.toThrow('this model was opened without a source')
    await expect(editSound(tone(1), ' ', options)).rejects.toThrow('give what is to be heard, in words')
    await expect(editSound(tone(1), 'one', { ...options, feather: 0.1 })).rejects.toThrow(
      'feather is of regions, and there is none',
    )
  })
})

describe('the noise level at which a second prompt takes over', () => {
  const steps = plan({ step: euler(), schedule: [8, 4, 1, 0], shape })
  const said = (promptUntil: number): string =>
    pipe(
      steps,
      E.mapLeft(fromSampleError),
      E.flatMap((of): E.Either<RenderError, void> => checkTurn({ promptUntil }, of)),
      E.match(describeRenderError, () => 'fine'),
    )

  it.each([
    [8, 'first'],
    [9, 'first'],
    [0.9, 'second'],
  ])('%d leaves the %s prompt unheard', (level, unheard) => {
    expect(said(level)).toContain(`the steps begin at sigmas from 8 down to 1, so the ${unheard} prompt`)
  })

  it.each([7.9, 4, 1])('%d is between the steps', (level) => expect(said(level)).toBe('fine'))

  it('is not known of steps that are chosen on the way, and of jumps back up it is the steps down that count', () => {
    if (E.isLeft(steps)) throw new Error('refused')
    const jump: Interval = { index: 3, of: 4, from: 0.5, to: 8 }
    const { intervals } = steps.right
    const jumping = { ...steps.right, intervals: typeof intervals === 'function' ? [jump] : [...intervals, jump] }
    expect(E.isLeft(checkTurn({ promptUntil: 0.9 }, jumping))).toBe(true)
    expect(E.isRight(checkTurn({ promptUntil: 0.9 }, { ...steps.right, intervals: () => null }))).toBe(true)
    expect(E.isRight(checkTurn({}, steps.right))).toBe(true)
  })
})
