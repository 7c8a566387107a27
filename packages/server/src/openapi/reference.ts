import { FaultAnswer } from '../api/fault-answer.js'
import type { Content, Parameter, Route } from '../api/route.js'
import { routes } from '../api/routes.js'
import { componentSchemas, schemaNames } from './components.js'
import { type ProductVersion, templateOf } from './document.js'
import { type Html, html, noHtml } from './html.js'
import { style } from './reference-style.js'
import { fieldsHtml, kindHtml, rowHtml } from './schema-html.js'
import { schemaOf } from './schema-of.js'
import { commonErrors, statusWords } from './statuses.js'

const contentHtml = (content: Content): Html => {
  if (content._tag === 'Json') return html`JSON: ${kindHtml(schemaOf(content.codec, schemaNames))}`
  if (content._tag === 'Bytes') return html`bytes, <code>${content.type}</code>`
  const events = Object.entries(content.codecs).map(
    ([name, codec]) =>
      html`<tr><th scope="row"><code>${name}</code></th><td>${fieldsHtml(schemaOf(codec, schemaNames))}</td></tr>`,
  )
  return html`events, <code>text/event-stream</code>:<table><tbody>${events}</tbody></table>`
}

const parametersHtml = (parameters: Readonly<Record<string, Parameter>>, required: boolean): readonly Html[] =>
  Object.entries(parameters).map(([name, { codec, about }]) =>
    rowHtml(name, { ...schemaOf(codec, schemaNames), description: about }, required),
  )

const statusHtml = (status: number, about: string, content: Html): Html =>
  html`<tr><th scope="row">${status}</th><td>${about}</td><td>${content}</td></tr>`

const routeHtml = ([name, route]: readonly [string, Route]): Html => {
  const { method, path, summary, about, parameters = {}, query = {}, body, answers, errors } = route
  const rows = [...parametersHtml(parameters, true), ...parametersHtml(query, false)]
  return html`<section id="${name}">
<h3>${summary}</h3>
<p><code class="route"><b>${method}</b> ${templateOf(path)}</code></p>
<p>${about}</p>
${rows.length === 0 ? noHtml : html`<table><tbody>${rows}</tbody></table>`}
${body === undefined ? noHtml : html`<p>Body${body.required ? '' : ', which may be left out'}: ${contentHtml(body.content)}</p>`}
<table><tbody>
${answers.map(({ status, about: words, content }) => statusHtml(status, words, content === null ? noHtml : contentHtml(content)))}
${errors.map((status) => statusHtml(status, statusWords[status] ?? '', noHtml))}
</tbody></table>
</section>`
}

const linkHtml = (id: string, text: string): Html => html`<li><a href="#${id}">${text}</a></li>`

const errorsHtml = html`<section id="errors">
<h3>Errors</h3>
<p>Every error is ${kindHtml(schemaOf(FaultAnswer, schemaNames))}: what is wrong, and what would be right. Any route may answer with these:</p>
<table><tbody>${commonErrors.map((status) => statusHtml(status, statusWords[status] ?? '', noHtml))}</tbody></table>
</section>`

/** The reference of the API as one page, which needs nothing from elsewhere. */
export const referenceOf = ({ version }: ProductVersion): string => {
  const all: readonly (readonly [string, Route])[] = Object.entries(routes)
  const schemas = Object.entries(componentSchemas)
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>sigmastream ${version}: the API</title>
<style>${style}</style>
</head>
<body>
<nav aria-label="Contents">
<h2>Routes</h2><ul>${all.map(([name, { summary }]) => linkHtml(name, summary))}${linkHtml('errors', 'Errors')}</ul>
<h2>Schemas</h2><ul>${schemas.map(([name]) => linkHtml(name, name))}</ul>
</nav>
<main>
<h1>The API of sigmastream ${version}</h1>
<p>The same for programs: <a href="/openapi.json">/openapi.json</a> (OpenAPI 3.1).</p>
<h2>Routes</h2>
${all.map(routeHtml)}
${errorsHtml}
<h2>Schemas</h2>
${schemas.map(([name, schema]) => html`<section id="${name}"><h3>${name}</h3>${schema.properties === undefined && schema.allOf === undefined && schema.anyOf === undefined ? html`<p>${kindHtml(schema)}</p>` : fieldsHtml(schema)}</section>`)}
</main>
</body>
</html>
`.html
}
