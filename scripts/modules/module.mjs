import { readFileSync } from 'node:fs'
import ts from '../../tools/node_modules/typescript/lib/typescript.js'

/** What a module imports and exports, read from its text; nothing is resolved and no types are computed. */

/** Every name of the module: it is imported whole, and which are used is not to be seen. */
export const ALL = '*'

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

/** The names that the pattern of `const { a, b: c } = ...` takes. */
const takenBy = (pattern) =>
  ts.isObjectBindingPattern(pattern)
    ? pattern.elements.map(({ propertyName, name, dotDotDotToken }) =>
        dotDotDotToken === undefined ? (propertyName ?? name).getText() : ALL,
      )
    : [ALL]

/** The names that are taken of `import('...')`: by a pattern, by one property, or by the parameter of `then`. */
const takenOf = (call) => {
  const around = (node) =>
    ts.isAwaitExpression(node.parent) || ts.isParenthesizedExpression(node.parent) ? around(node.parent) : node
  const value = around(call)
  const { parent } = value
  if (ts.isVariableDeclaration(parent)) return takenBy(parent.name)
  if (!ts.isPropertyAccessExpression(parent)) return [ALL]
  if (parent.name.text !== 'then') return [parent.name.text]
  const [then] = ts.isCallExpression(parent.parent) ? parent.parent.arguments : []
  if (then === undefined || !ts.isArrowFunction(then) || then.parameters.length !== 1) return [ALL]
  const [{ name }] = then.parameters
  if (!ts.isIdentifier(name)) return takenBy(name)
  return propertiesOf(name.text, then.body)
}

/** The properties that are read of a name in a tree; all of them where the name stands alone. */
const propertiesOf = (name, tree) => {
  const found = []
  const visit = (node) => {
    if (ts.isIdentifier(node) && node.text === name && !ts.isNamespaceImport(node.parent)) {
      const { parent } = node
      if (ts.isPropertyAccessExpression(parent) && parent.expression === node) found.push(parent.name.text)
      else if (ts.isQualifiedName(parent) && parent.left === node) found.push(parent.right.text)
      else if (!ts.isPropertyAccessExpression(parent)) found.push(ALL)
    }
    ts.forEachChild(node, visit)
  }
  visit(tree)
  return found
}

const importsOf = (tree) => {
  /** @type {{ specifier: string, names: string[], locals: string[] }[]} */
  const found = []
  const add = (specifier, names, locals = names) => found.push({ specifier, names, locals })
  const visit = (node) => {
    if (ts.isImportDeclaration(node)) {
      const bindings = node.importClause?.namedBindings
      const ofDefault = node.importClause?.name === undefined ? [] : ['default']
      if (bindings === undefined) add(node.moduleSpecifier.text, ofDefault)
      else if (ts.isNamespaceImport(bindings)) add(node.moduleSpecifier.text, propertiesOf(bindings.name.text, tree))
      else {
        const names = bindings.elements.map(({ propertyName, name }) => (propertyName ?? name).text)
        add(
          node.moduleSpecifier.text,
          [...names, ...ofDefault],
          bindings.elements.map(({ name }) => name.text),
        )
      }
    } else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      const [specifier] = node.arguments
      if (ts.isStringLiteralLike(specifier)) add(specifier.text, takenOf(node))
    } else if (ts.isImportTypeNode(node)) {
      const name = node.qualifier === undefined ? ALL : node.qualifier.getText().split('.')[0]
      add(node.argument.literal.text, [name])
    }
    ts.forEachChild(node, visit)
  }
  visit(tree)
  return found
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

/** A module of the repository, read once. */
export const moduleAt = (file) => {
  const known = read.get(file)
  if (known !== undefined) return known
  const parsed = parseModule(file, readFileSync(file, 'utf8'))
  read.set(file, parsed)
  return parsed
}
