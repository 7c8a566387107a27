// Assembles packages/core/src/numerics/kernel.wat into kernel.generated.ts, which is committed: users need no assembler.
// usage: node scripts/build-kernel.mjs
import { readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import wabt from 'wabt'

const folder = new URL('../packages/core/src/numerics/', import.meta.url)

export const assemble = async () => {
  const text = await readFile(new URL('kernel.wat', folder), 'utf8')
  const { buffer } = (await wabt()).parseWat('kernel.wat', text, { simd: true }).toBinary({})
  const lines =
    Buffer.from(buffer)
      .toString('base64')
      .match(/.{1,120}/g) ?? []
  return `// Made by scripts/build-kernel.mjs from kernel.wat.
/** The module of kernel.wat, in base64. */
export const kernelBase64 =
${lines.map((line) => `  '${line}'`).join(' +\n')}
`
}

if (process.argv[1] === fileURLToPath(new URL(import.meta.url)))
  await writeFile(new URL('kernel.generated.ts', folder), await assemble())
