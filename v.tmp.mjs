import { correlation, distance, median } from './benchmarks/musicians/measures.mjs'
import { pathOf, read } from './benchmarks/musicians/sounds.mjs'
import { sigmastream } from './benchmarks/musicians/command.mjs'
for (const name of ['tabla','drum-loop']) for (const level of [40,60,80,150]) {
  const clip = await read(pathOf(name)); const s=[]
  for (const seed of [1,2]) { const o=`/tmp/nc/o/v-${name}-${level}-${seed}.wav`; sigmastream('vary',pathOf(name),'--noise-level',level,'--seed',seed,'--force','-o',o); s.push(await read(o)) }
  console.log(name, level, median(s.map(x=>distance(x,clip))).toFixed(1), median(s.map(x=>correlation(x,clip))).toFixed(2), correlation(s[0],s[1]).toFixed(2))
}
