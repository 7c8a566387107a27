import { Validator } from '@seriousme/openapi-schema-validator'
import { expect, it } from 'vitest'
import { routes } from '../../src/api/index.js'
import { openApiOf, templateOf } from '../../src/openapi/document.js'

const document = JSON.parse(JSON.stringify(openApiOf({ version: '1.2.3' })))

it('is valid OpenAPI 3.1, and every reference in it leads somewhere', async () => {
  const validator = new Validator()
  expect(await validator.validate(structuredClone(document))).toEqual({ valid: true })
  expect(validator.version).toBe('3.1')
  const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g)]
  expect(references.length).toBeGreaterThan(20)
  expect(references.filter(([, name = '']) => !(name in document.components.schemas))).toEqual([])
})

it('a document that is none would be found', async () => {
  const broken = { ...document, paths: { '/v1': { get: { responses: { 200: {} } } } } }
  expect((await new Validator().validate(broken)).valid).toBe(false)
})

it('has every route, and its parameters where the path has them', () => {
  for (const [name, route] of Object.entries(routes)) {
    const operation = document.paths[templateOf(route.path)][route.method.toLowerCase()]
    expect(operation.operationId).toBe(name)
    const inPath = operation.parameters.filter((one: { in: string }) => one.in === 'path')
    const names = [...route.path.matchAll(/:(\w+)/g)].map(([, parameter]) => parameter)
    expect(inPath.map((one: { name: string }) => one.name)).toEqual(names)
  }
})

it('says a recipe once', () => {
  const text = JSON.stringify(document)
  expect(text.split(JSON.stringify(document.components.schemas.Recipe)).length).toBe(2)
  expect(document.components.schemas.Render.properties.recipe.$ref).toBe('#/components/schemas/Recipe')
})
