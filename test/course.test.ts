import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { constant } from '@sigmastream/core'
import { generateInpaintingMask } from '@sigmastream/course'
import { describeFileError, readTensors } from '@sigmastream/tensor-files'
import { either as E } from 'fp-ts'
import { describe, expect, it } from 'vitest'
import { skippedUnless } from './skipped-unless.js'

const course = fileURLToPath(new URL('../../shared/course/', import.meta.url))
const present = existsSync(course)

const regions = [
  [0, 4],
  [1, 2],
  [1.5, 3],
  [2, 4],
  [1, 4],
  [0, 5],
] as const

const withCourse = skippedUnless(present, 'no ../shared/course beside this repository, whose masks are compared')
describe('the files of the exercises', withCourse, () => {
  it.each(['q2_0', 'q2_1'])('%s: its six masks come out exactly', async (name) => {
    const read = await readTensors(`${course}testing_files/${name}.pt`)()
    if (E.isLeft(read)) throw new Error(describeFileError(read.left))
    const recorded = [...read.right.values()]
    expect(recorded).toHaveLength(6)
    const reference = constant([1, 64, 128], 0)
    for (const [i, [start, end]] of regions.entries()) {
      const mask = generateInpaintingMask(reference, start, end, 44100 / 2048)
      expect([...mask.data]).toEqual([...(recorded[i]?.data ?? [])])
    }
  })
})
