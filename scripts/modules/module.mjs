import { readFileSync } from 'node:fs'
import ts from '../../tools/node_modules/typescript/lib/typescript.js'
import { ALL, importsOf } from './imports.mjs'

/** What a module imports and exports, read from its text; nothing is resolved and no types are computed. */

const isExported = (node) => node.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) ?? false

const boundNames = (name) =>
  ts.isIdentifier(name)
    ? [name.text]
    : name.elements.flatMap((element) => (ts.isOmittedExpression(element) ? [] : boundNames(element.name)))

const declarations = (statement) => {
  if (ts.isVariableStatement(statement)) {
    return statement.declarationList.declarations.flatMap((node) =>
      boundNames(node.name).map((name) => ({ name, node })),
    )
  }
  return statement.name !== undefined && ts.isIdentifier(statement.name)
    ? [{ name: statement.name.text, node: statement }]
    : []
}

/** Identifiers in a tree, each once. */
export const identifiersIn = (tree) => {
  const found = new Set()
  const visit = (node) => {
    if (ts.isIdentifier(node)) found.add(node.text)
    ts.forEachChild(node, visit)
  }
  visit(tree)
  return found
}

/** How often a name stands in a tree. */
export const countOf = (name, tree) => {
  let count = 0
  const visit = (node) => {
    if (ts.isIdentifier(node) && node.text === name) count += 1
    ts.forEachChild(node, visit)
  }
  visit(tree)
  return count
}

/** What a declaration would be without what it computes: a type as it is, of values and functions their types. */
export const typesOf = (node) => {
  if (ts.isVariableDeclaration(node)) {
    const own = node.type === undefined ? [] : [node.type]
    return node.initializer !== undefined && ts.isArrowFunction(node.initializer)
      ? [...own, ...typesOf(node.initializer)]
      : own
  }
  if (!ts.isFunctionLike(node)) return [node]
  return [...node.parameters, ...(node.type === undefined ? [] : [node.type])]
}

/** Whether a declaration has a comment of its own. */
export const isDocumented = (node) => {
  const holder = ts.isVariableDeclaration(node) ? node.parent.parent : node
  return (holder.jsDoc ?? []).some(({ comment, tags }) => ts.getTextOfJSDocComment(comment)?.trim() || tags?.length > 0)
}

/** A module: its tree, what it imports, what it declares, and what it exports under which name. */
export const parseModule = (file, text) => {
  const tree = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true)
  const declared = new Map()
  const exported = new Map() // name -> { local } or { specifier, name }
  const stars = []
  for (const statement of tree.statements) {
    for (const { name, node } of declarations(statement)) {
      declared.set(name, [...(declared.get(name) ?? []), node])
      if (isExported(statement)) exported.set(name, { local: name })
    }
    if (!ts.isExportDeclaration(statement)) continue
    const specifier = statement.moduleSpecifier?.text
    if (statement.exportClause === undefined) stars.push(specifier)
    else if (ts.isNamespaceExport(statement.exportClause)) {
      exported.set(statement.exportClause.name.text, { specifier, name: ALL })
    } else {
      for (const { propertyName, name } of statement.exportClause.elements) {
        const from = (propertyName ?? name).text
        exported.set(name.text, specifier === undefined ? { local: from } : { specifier, name: from })
      }
    }
  }
  return { file, tree, declared, exported, stars, imports: importsOf(tree) }
}

/** @type {Map<string, ReturnType<typeof parseModule>>} */
const read = new Map()

/** The script of a component: all that it imports stands there. */
const scriptOf = (text) =>
  [...text.matchAll(/^<script[^>]*>\n([\s\S]*?)^<\/script>/gm)].map(([, code]) => code).join('\n')

/** A module of the repository, read once. */
export const moduleAt = (file) => {
  const known = read.get(file)
  if (known !== undefined) return known
  const text = readFileSync(file, 'utf8')
  const parsed = file.endsWith('.svelte') ? parseModule(`${file}.ts`, scriptOf(text)) : parseModule(file, text)
  read.set(file, parsed)
  return parsed
}
