// One measurement of ours: takes a work as JSON, prints what it measured as JSON. Started by contender.mjs.
import { decode, encode } from './parts/autoencoder.mjs'
import { batch, dit, start } from './parts/denoiser.mjs'
import { overhead } from './parts/overhead.mjs'
import { text } from './parts/text.mjs'
import { peakBytes } from './peak.mjs'

const parts = { dit, text, decode, encode, start, overhead, batch }
const job = JSON.parse(process.argv[2])
const measured = await parts[job.part](job)
console.log(JSON.stringify({ ...measured, peak: peakBytes() }))
