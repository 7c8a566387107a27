import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { constant } from '@sigmastream/core'
import { either as E } from 'fp-ts'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { describeCourseError } from '../src/errors.js'
import { finishedFolder } from '../src/finished-folder.js'
import { type AnswerRequest, compareTests, needsModel, writeHomework } from '../src/index.js'
import { gradedSettings } from '../src/settings.js'

const state = { folder: '' }
beforeEach(async () => {
  state.folder = await mkdtemp(join(tmpdir(), 'sigmastream-course-'))
})
afterEach(() => rm(state.folder, { recursive: true }))
const at = (name: string): string => join(state.folder, name)

const masksOnly = (signal = new AbortController().signal): AnswerRequest => ({
  settings: gradedSettings,
  only: ['Q2'],
  model: null,
  start: null,
  onEvent: () => undefined,
  signal,
})

describe('the homework', () => {
  it('of masks alone needs no model, and is written whole', async () => {
    expect(needsModel(['Q2'])).toBe(false)
    expect(needsModel(['Q2', 'Q3'])).toBe(true)
    const output = at('masks.pkl')
    expect(await writeHomework(output, '', '', masksOnly())()).toEqual(E.right({ output, answers: { Q2: 6 } }))
    expect((await readFile(output)).subarray(0, 2)).toEqual(Buffer.of(0x80, 4))
    expect(await readdir(state.folder)).toEqual(['masks.pkl'])
  })

  it('that is stopped, or has no place, is not there', async () => {
    const stopped = new AbortController()
    stopped.abort()
    expect(await writeHomework(at('masks.pkl'), '', '', masksOnly(stopped.signal))()).toEqual(
      E.left({ _tag: 'CourseAborted' }),
    )
    expect(await writeHomework(at('none/masks.pkl'), '', '', masksOnly())()).toMatchObject({
      left: { _tag: 'HomeworkNotWritten', reason: 'ENOENT' },
    })
    expect(await readdir(state.folder)).toEqual([])
  })
})

describe('the folder of finished runs', () => {
  const origin = { ...gradedSettings, model: 'a model', course: 'a course' }

  it('says in lines that a person reads what its answers were made with', async () => {
    const folder = await finishedFolder(at('said.partial'), origin)()
    if (folder._tag === 'Left') throw new Error(describeCourseError(folder.left))
    await folder.right.save('Q1.0', constant([1, 1, 2], 0.5))()
    const said = await readFile(at('said.partial/manifest.json'), 'utf8')
    expect(said.split('\n')).toEqual(
      expect.arrayContaining(['{', '  "model": "a model",', '  "course": "a course",', '}', '']),
    )
  })

  it('that cannot be made is named before the first run, with what would be right', async () => {
    // Linux: a folder in which nothing can be made, whoever asks.
    const refused = await finishedFolder('/proc/x.partial', origin)()
    expect(E.isLeft(refused) && describeCourseError(refused.left)).toBe(
      '/proc/x.partial: finished runs cannot be kept there: the folder /proc/x.partial cannot be made: ' +
        'nothing can be made in /proc; give another name to the output',
    )
  })

  it('is refused where a file has its name', async () => {
    await writeFile(at('x.partial'), '')
    const refused = await finishedFolder(at('x.partial'), origin)()
    expect(refused).toEqual(E.left({ _tag: 'PartialIsFile', path: at('x.partial') }))
    expect(E.isLeft(refused) && describeCourseError(refused.left)).toMatch(/is a file.*move it/)
  })
})

describe('expected answers', () => {
  it('are asked for by name where a folder has none of them', async () => {
    const missing = await compareTests(state.folder, masksOnly())()
    expect(missing).toEqual(E.left({ _tag: 'NothingExpected', folder: state.folder, files: ['q2_0.pt', 'q2_1.pt'] }))
    expect(E.isLeft(missing) && describeCourseError(missing.left)).toBe(
      `${state.folder} has none of q2_0.pt, q2_1.pt: give the folder that has them`,
    )
  })
})
