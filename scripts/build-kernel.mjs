// Assembles the kernels, each NAME.wat into NAME.generated.ts beside it, which are committed: users need no assembler.
// usage: node scripts/build-kernel.mjs
import { readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import wabt from 'wabt'

/** The text modules, and what each is exported as, in base64. */
const kernels = {
  'packages/core/src/numerics/kernel.wat': 'kernelBase64',
  'packages/model-exemplar/src/window-kernel.wat': 'windowKernelBase64',
}

const pathOf = (path) => new URL(`../${path}`, import.meta.url)

/** Where what is made of a kernel lies. */
export const generatedPath = (path) => path.replace(/\.wat$/, '.generated.ts')

/** What is made of a kernel, which is named by its path from the root. */
export const assemble = async (path) => {
  const name = path.replace(/.*\//, '')
  const text = await readFile(pathOf(path), 'utf8')
  const { buffer } = (await wabt()).parseWat(name, text, { simd: true, bulk_memory: true }).toBinary({})
  const lines =
    Buffer.from(buffer)
      .toString('base64')
      .match(/.{1,120}/g) ?? []
  return `// Made by scripts/build-kernel.mjs from ${name}.
/** The module of ${name}, in base64. */
export const ${kernels[path]} =
${lines.map((line) => `  '${line}'`).join(' +\n')}
`
}

if (process.argv[1] === fileURLToPath(new URL(import.meta.url)))
  for (const path of Object.keys(kernels)) await writeFile(pathOf(generatedPath(path)), await assemble(path))
