// The thread in which inputs are put to readers: whoever waits for it sees where it is in `state`, and ends it where it hangs.
import { parentPort, workerData } from 'node:worker_threads'
import { note } from '../../packages/cli/dist/io.js'
import { inputOf } from './input.mjs'
import { readers } from './readers.mjs'

const { seed, names, from, inputs, state } = workerData

/** A message as the command line shows it. */
const asShown = (message) => {
  let shown = ''
  note({ stderr: { write: (text) => (shown += text) } }, message)
  return shown.trimEnd()
}

/** What an answer is: a kind of error, a success, or a fault of the reader in words. */
const judged = async ({ read, check, describe }, bytes) => {
  const result = await read(bytes)
  if (result?._tag === 'Left') {
    const message = asShown(describe(result.left))
    if (message.length === 0) return { fault: `an error without words: ${JSON.stringify(result.left)}` }
    if (/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u.test(message))
      return { fault: `a message that is not printable: ${JSON.stringify(message)}` }
    return message.length > 2000
      ? { fault: `a message of ${message.length} characters` }
      : { kind: result.left._tag ?? 'error' }
  }
  if (result?._tag !== 'Right') return { fault: `neither a value nor an error: ${JSON.stringify(result)}` }
  const wrong = check(result.right)
  return wrong === null ? { kind: 'read' } : { fault: wrong }
}

for (let index = from; index < inputs; index++) {
  const name = names[index % names.length]
  const { bytes } = inputOf(readers[name], seed, name, index)
  state[0] = index
  state[1] = Date.now() % 2 ** 30
  state[2]++
  let verdict
  try {
    verdict = await judged(readers[name], bytes)
  } catch (cause) {
    verdict = {
      fault: `it throws ${cause instanceof Error ? (cause.stack ?? cause.message).split('\n').slice(0, 3).join(' ') : String(cause)}`,
    }
  }
  parentPort.postMessage({ index, name, took: (Date.now() % 2 ** 30) - state[1], ...verdict }, [])
}
state[2] = -1
