import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { parseAst } from 'rolldown/parseAst'
import { filesIn, packages, shown } from '../modules/workspace.mjs'

/** The source files that mutants are drawn from, and their syntax trees. */

export const hashOf = (text) => createHash('sha256').update(text).digest('hex').slice(0, 16)

/** A file that a generator wrote has no behaviour of its own. */
const isGenerated = (file) => file.endsWith('_pb.ts') || file.endsWith('.generated.ts')

export const packageNames = packages.map(({ folder }) => basename(folder))

/** Source files of packages, from the root of the repository, in the order of their names. */
export const sourcesOf = (names) =>
  names
    .flatMap((name) => filesIn(`packages/${name}/src`, ['.ts']))
    .map(shown)
    .filter((file) => !isGenerated(file))
    .toSorted()

export const packageOf = (file) => file.split('/')[1]

export const read = (file) => readFileSync(file, 'utf8')

export const treeOf = (code) => parseAst(code, { lang: 'ts', preserveParens: true })

/** Child nodes of a node, in the order of the text. */
export const childrenOf = (node) =>
  Object.values(node)
    .flat()
    .filter((one) => one !== null && typeof one === 'object' && typeof one.type === 'string')
