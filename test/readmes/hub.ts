import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describeHubError, filesNamed, pullFiles } from '@sigmastream/hub'
import { either as E } from 'fp-ts'

const pulled = await pullFiles(filesNamed('config.json', 'model.safetensors'), {
  repository: 'google-t5/t5-base',
  env: process.env,
  onProgress: ({ file, bytes, total }) => console.log(`${file}: ${bytes} of ${total} bytes`),
})()
if (E.isLeft(pulled)) throw new Error(describeHubError(pulled.left))

const { folder, commit } = pulled.right
const config: unknown = JSON.parse(await readFile(join(folder, 'config.json'), 'utf8'))
console.log(commit, config)

const INDEX = 'model.safetensors.index.json'
const sharded = await pullFiles(
  {
    readFirst: (paths) => (paths.has(INDEX) ? E.right([INDEX]) : E.left('it has no index')),
    select: (_, contents) => {
      const text = Buffer.from(contents.get(INDEX) ?? []).toString('utf8')
      const names = [...text.matchAll(/"([^"]+\.safetensors)"/g)].map(([, name = '']) => name)
      return names.length > 0 ? E.right([INDEX, ...new Set(names)]) : E.left('its index names nothing')
    },
  },
  { repository: 'google/flan-t5-xl', env: process.env },
)()
if (E.isLeft(sharded)) throw new Error(typeof sharded.left === 'string' ? sharded.left : describeHubError(sharded.left))
console.log(sharded.right.files.join(' '))
