import ts from '../../tools/node_modules/typescript/lib/typescript.js'

/** Every name of the module: it is imported whole, and which are used is not to be seen. */
export const ALL = '*'

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

/** What a tree imports: from where, the names there, and the names that they have here. */
export const importsOf = (tree) => {
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
