import { expect, describe as group, it } from 'vitest'
import { codeOf, describeSampleError, messageOf, type SampleError, SamplingError } from '../src/index.js'

const cause = new Error('out of memory')

const errors: readonly (readonly [SampleError, string])[] = [
  [{ _tag: 'Refused', subject: 'schedule', wrong: '1 sigma', right: 'two' }, 'schedule: 1 sigma; give two'],
  [
    { _tag: 'DenoiserFailed', step: 3, sigma: 0.5, message: 'out of memory', cause },
    'step 3: the denoiser failed at sigma 0.5: out of memory',
  ],
  [
    { _tag: 'ShapeMismatch', step: 0, where: 'the denoiser', expected: [1, 2, 3], actual: [1, 2, 4] },
    'step 0: the denoiser gave a latent of shape 1x2x4; give 1x2x3',
  ],
  [
    { _tag: 'NonFinite', step: 7, where: 'euler', index: 12, value: Number.NaN },
    'step 7: euler gave NaN at element 12; every value must be finite',
  ],
  [
    { _tag: 'NoiseFailed', step: 1, lane: 'reference', message: 'too short', cause },
    'step 1: no noise for lane "reference": too short',
  ],
  [
    { _tag: 'StageFailed', step: 2, stage: 'denoise > probe(look)', message: 'boom', cause },
    'step 2: the stage denoise > probe(look) threw: boom; a stage answers with a Left instead',
  ],
  [{ _tag: 'Aborted', step: 4 }, 'step 4: the run was aborted'],
]

group('an error of a run', () => {
  it.each(errors)('%j is described in one line', (error, line) => {
    expect(describeSampleError(error)).toBe(line)
  })

  it('at an edge that can only throw is a SamplingError that carries it', () => {
    const error: SampleError = { _tag: 'Aborted', step: 4 }
    const thrown = new SamplingError(error)
    expect(thrown).toBeInstanceOf(Error)
    expect(thrown.name).toBe('SamplingError')
    expect(thrown.message).toBe('step 4: the run was aborted')
    expect(thrown.error).toBe(error)
  })

  it('a thrown value of the system has a code, and any other none', () => {
    expect(codeOf(Object.assign(new Error('no such file'), { code: 'ENOENT' }))).toBe('ENOENT')
    expect(codeOf(new DOMException('stopped', 'AbortError'))).toBe('')
    for (const other of [new Error('ENOENT'), { code: 'ENOENT' }, 'ENOENT', null, undefined])
      expect(codeOf(other)).toBe('')
  })

  it('takes the message of what was thrown, whatever it is', () => {
    expect(messageOf(cause)).toBe('out of memory')
    expect(messageOf('plain text')).toBe('plain text')
    expect(messageOf(undefined)).toBe('undefined')
  })
})
