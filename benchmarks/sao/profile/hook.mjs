// Imported into a program (node --import): every session of the engine writes a profile into the folder of the environment, and ends it
// when it is released.
import { randomUUID } from 'node:crypto'
import { createRequire, syncBuiltinESMExports } from 'node:module'
import { join } from 'node:path'
import threads, { isMainThread, Worker } from 'node:worker_threads'

const { SIGMASTREAM_PROFILES: folder } = process.env

/** Threads of sessions are started without what their program was started with: they get this too. */
const intoThreads = () => {
  threads.Worker = class extends Worker {
    constructor(path, options) {
      super(path, { ...options, execArgv: ['--import', import.meta.url] })
    }
  }
  syncBuiltinESMExports()
}

/** Sessions are made as before, with a profile: by the engine as the package of sessions requires it. */
const withProfiles = () => {
  const require = createRequire(new URL('../../../packages/onnx/package.json', import.meta.url))
  const { InferenceSession } = require('onnxruntime-node')
  const create = InferenceSession.create.bind(InferenceSession)
  InferenceSession.create = (model, options) =>
    create(model, { ...options, enableProfiling: true, profileFilePrefix: join(folder, randomUUID()) })
}

if (isMainThread) intoThreads()
else withProfiles()
