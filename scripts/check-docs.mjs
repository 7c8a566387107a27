// Fails on an exported name of a package without a comment: what every entry exports, and what its files export to each other.
// usage: node scripts/check-docs.mjs
import { isDocumented, moduleAt } from './modules/module.mjs'
import { filesIn, packages, shown } from './modules/workspace.mjs'

const sources = packages
  .flatMap(({ folder }) => filesIn(shown(`${folder}/src`), ['.ts']))
  .filter((file) => !file.endsWith('_pb.ts'))
const names = sources.flatMap((file) => {
  const { exported, declared } = moduleAt(file)
  return [...exported.values()].flatMap(({ local }) =>
    declared.has(local) ? [{ file, local, nodes: declared.get(local) }] : [],
  )
})
const bare = names.filter(({ nodes }) => !nodes.some(isDocumented))
for (const { file, local, nodes } of bare) {
  const { line } = nodes[0].getSourceFile().getLineAndCharacterOfPosition(nodes[0].getStart())
  console.log(`${shown(file)}:${line + 1} ${local} has no comment`)
}
console.log(`${names.length} exports, ${bare.length} without a comment`)
process.exitCode = bare.length === 0 ? 0 : 1
