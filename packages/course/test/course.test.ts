import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { constant } from '@sigmastream/core'
import { encodeNpy, readTensor } from '@sigmastream/tensor-files'
import { afterAll, describe, expect, it } from 'vitest'
import { gradedRuns, readCourseFiles, readLatent } from '../src/index.js'
import { meanSquaredError } from '../src/mean-squared-error.js'
import { narrow, right, wrong } from './support.js'

const folder = mkdtempSync(join(tmpdir(), 'sigmastream-course-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const xT = `${narrow}course/x_T.pt`
const first = gradedRuns.filter(({ name }) => name === 'Q3.0')

/** A course with those files in place of its first reference. */
const courseWith = (name: string, reference: (at: string) => void): string => {
  const course = join(folder, name)
  mkdirSync(join(course, 'references'), { recursive: true })
  copyFileSync(xT, join(course, 'x_T.pt'))
  reference(join(course, 'references', '0'))
  return course
}

const npy = (latent: { readonly shape: readonly number[]; readonly data: Float32Array }): Uint8Array => {
  const bytes = encodeNpy(latent)
  if (bytes._tag === 'Left') throw new Error('it cannot be written')
  return bytes.right
}

describe('reading a course', () => {
  it('takes a WAV as sound that is to be encoded, also where its encoding lies beside it', async () => {
    const course = courseWith('both', (at) => {
      copyFileSync(`${narrow}course/references/0.wav`, `${at}.wav`)
      copyFileSync(xT, `${at}.pt`)
    })
    expect(right(await readCourseFiles(course, first)()).references.get('references/0')).toMatchObject({
      _tag: 'Sound',
    })
  })

  it('takes a .pt as the latent itself', async () => {
    const course = courseWith('encoded', (at) => copyFileSync(xT, `${at}.pt`))
    const { start, references } = right(await readCourseFiles(course, first)())
    expect(references.get('references/0')).toEqual({ _tag: 'Encoded', latent: start })
  })

  it('reads no reference that no run asks for', async () => {
    const course = courseWith('none', () => undefined)
    expect(right(await readCourseFiles(course, gradedRuns.slice(0, 6))()).references.size).toBe(0)
  })

  it('names the reference that is missing', async () => {
    const course = courseWith('missing', () => undefined)
    expect(wrong(await readCourseFiles(course, first)())).toBe(
      `there is neither ${join(course, 'references/0')}.wav nor ${join(course, 'references/0')}.pt: ` +
        'give the folder of the course, which has its references',
    )
  })

  it('names an x_T that is missing', async () => {
    expect(wrong(await readCourseFiles(folder, [])())).toContain('x_T.pt')
  })

  it('refuses sound that is none', async () => {
    const course = courseWith('noise', (at) => writeFileSync(`${at}.wav`, 'no sound'))
    expect(wrong(await readCourseFiles(course, first)())).toContain('0.wav')
  })

  it('refuses a latent of another shape than the start', async () => {
    const course = courseWith('shape', (at) => copyFileSync(xT, `${at}.pt`))
    const short = constant([1, 64, 100], 0)
    expect(wrong(await readCourseFiles(course, first, short)())).toContain(
      'a latent of 1x64x128: it must have that of x_T.pt',
    )
  })

  it.each([
    ['batch.npy', [2, 2, 2], 0, 'a tensor of shape [2, 2, 2]'],
    ['flat.npy', [8], 0, 'a tensor of shape [8]'],
    ['nan.npy', [1, 2, 4], NaN, 'the value NaN'],
  ])('refuses %s', async (name, shape, value, says) => {
    writeFileSync(join(folder, name), npy({ shape, data: new Float32Array(8).fill(value) }))
    expect(wrong(await readLatent(join(folder, name))())).toContain(says)
  })
})

describe('the mean squared error', () => {
  it('is over all pairs, and 0 for what is equal', async () => {
    const start = right(await readLatent(xT)())
    const stored = await readTensor(xT)()
    expect(stored).toMatchObject({ right: { shape: [1, 64, 128] } })
    expect(meanSquaredError([[start, start]])).toBe(0)
    const all = (value: number) => constant([1, 1, 4], value)
    expect(
      meanSquaredError([
        [all(1), all(3)],
        [all(0), all(0)],
      ]),
    ).toBe(2)
  })
})
