import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { either as E } from 'fp-ts'
import * as t from 'io-ts'
import { expect, it } from 'vitest'
import { workThread } from '../src/thread/work-thread.js'
import { scratch } from './support.js'

const answering = `import { parentPort } from 'node:worker_threads'
parentPort.on('message', () => parentPort.postMessage({ _tag: 'Answered', answer: null }))
`

it('a thread that does many errands holds on to none of them', async () => {
  const path = join(scratch(), 'worker.mjs')
  writeFileSync(path, answering)
  const thread = workThread(path)
  const warnings: string[] = []
  const hear = ({ message }: Error): void => void warnings.push(message)
  process.on('warning', hear)
  for (let errand = 0; errand < 12; errand++)
    expect(await thread.run({ _tag: 'Survey', folder: 'x' }, t.null)).toEqual(E.right(null))
  await new Promise((resolve) => setImmediate(resolve))
  process.off('warning', hear)
  await thread.close()
  expect(warnings).toEqual([])
})

const holding = `import { parentPort } from 'node:worker_threads'
parentPort.on('message', ({ errand }) => {
  const bytes = errand._tag === 'Release' ? 0 : 7
  parentPort.postMessage({ _tag: 'Held', bytes })
  parentPort.postMessage({ _tag: 'Answered', answer: null })
})
`

it('a thread says what it holds for the next errand, and nothing while it does one or has ended', async () => {
  const path = join(scratch(), 'holding.mjs')
  writeFileSync(path, holding)
  const thread = workThread(path)
  const errand = { _tag: 'Survey', folder: 'x' } as const
  const held = [thread.held()]
  await thread.run(errand, t.null)
  held.push(thread.held())
  const next = thread.run(errand, t.null)
  held.push(thread.held())
  await next
  held.push(thread.held())
  await thread.run({ _tag: 'Release' }, t.null)
  held.push(thread.held())
  await thread.run(errand, t.null)
  await thread.close()
  held.push(thread.held())
  expect(held).toEqual([0, 7, 0, 7, 0, 0])
})
