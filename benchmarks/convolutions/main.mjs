// What a convolution of a residual unit of Stable Audio Open's decoder takes in the engine, by how it is made, and how far what comes of
// it is from the same in float64: the bound of decoding on this machine.
// usage: npm run bench:convolutions [-- CHANNELS,LENGTH ...]     (default: 128,8192 and 512,4096)
import { cpus } from 'node:os'
import { convolutionRates, rateLine } from './rates.mjs'

const typed = process.argv.slice(2)
const runs = 9
console.log(`${cpus()[0]?.model ?? 'cpu'}, one thread: seven taps, three apart, median of ${runs} in processor time`)
for (const size of typed.length === 0 ? ['128,8192', '512,4096'] : typed) {
  const [channels, length] = size.split(',').map(Number)
  console.log(`${channels} channels, ${length} places`)
  for await (const rate of convolutionRates({ channels, length, runs })) console.log(rateLine(rate))
}
