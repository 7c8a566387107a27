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
