/** The program of packages/render-thread/README.md. */

import { workThread } from '@sigmastream/render-thread'
import { ResultFile } from '@sigmastream/render-thread/wire'
import { either as E } from 'fp-ts'

const thread = workThread()
const made = await thread.run(
  {
    _tag: 'Render',
    recipe: { command: 'generate', prompt: 'rain', seconds: 0.5, steps: 4, seed: 7 },
    material: { input: null, exemplars: [], model: 'fixtures/tiny-sao/checkpoint', memory: 2e9 },
    folder: 'render',
    from: null,
    every: null,
    previews: null,
    picture: true,
  },
  ResultFile,
  (news) => {
    if (news._tag === 'Step') console.log(`after step ${news.at}: noise level ${news.data.next.toFixed(1)}`)
  },
)
if (E.isLeft(made)) throw new Error(`${made.left.message}: ${made.left.right}`)
console.log(made.right.name, made.right.seconds)
await thread.close()
