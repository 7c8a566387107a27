import { routes } from '../src/api/index.js'
import { openApiOf, templateOf } from '../src/openapi/document.js'

const { paths } = JSON.parse(JSON.stringify(openApiOf({ version: '1.2.3' })))

/** Which statuses the description says of a method at a path; `null` where no route is described there. */
export const describedStatuses = (method: string, path: string): readonly number[] | null => {
  const route = Object.values(routes).find(
    (one) => one.method === method && new RegExp(`^${one.path.replaceAll(/:\w+/g, '[^/]+')}$`).test(path),
  )
  if (route === undefined) return null
  return Object.keys(paths[templateOf(route.path)][method.toLowerCase()].responses).map(Number)
}
