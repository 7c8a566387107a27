// Imported into a program (node --import), it prints the peak of memory when that ends.
import { isMainThread } from 'node:worker_threads'
import { peakBytes } from './peak.mjs'

if (isMainThread) process.on('exit', () => process.stderr.write(`\npeak ${peakBytes()}\n`))
