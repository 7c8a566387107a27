/** The program of packages/server/README.md. */

import { serveStudio } from '@sigmastream/server'
import { either as E } from 'fp-ts'

const studio = await serveStudio({ folder: 'studio', port: 0 })()
if (E.isLeft(studio)) throw new Error(`${studio.left.message}: ${studio.left.right}`)
const { url, close } = studio.right
const models = await (await fetch(`${url}v1/models`)).text()
console.log(models.slice(0, 60))
await close()
