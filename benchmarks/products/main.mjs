// What the engine gives for a product of matrices, by what the factors are held in: the bound of every precision on this machine.
// usage: npm run bench:products [-- ROWS,INPUTS,OUTPUTS]     (default: 258,1536,4608, a product of a guided step of 128 frames)
import { cpus } from 'node:os'
import { productRates, rateLine, usualSize } from './rates.mjs'

const typed = process.argv[2]
const [rows, inputs, outputs] = typed === undefined ? Object.values(usualSize) : typed.split(',').map(Number)
const runs = 15
console.log(
  `${cpus().length} x ${cpus()[0]?.model ?? 'cpu'}: ${rows} x ${inputs} by ${inputs} x ${outputs}, median of ${runs}`,
)
for await (const rate of productRates({ rows, inputs, outputs }, { threads: cpus().length, runs }))
  console.log(rateLine(rate))
