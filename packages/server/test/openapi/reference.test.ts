import { expect, it } from 'vitest'
import { routes } from '../../src/api/index.js'
import { componentSchemas } from '../../src/openapi/components.js'
import { html } from '../../src/openapi/html.js'
import { referenceOf } from '../../src/openapi/reference.js'

const page = referenceOf({ version: '1.2.3' })
const ids = [...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id)

it('has a place for every route and every schema, each once', () => {
  expect(ids.toSorted()).toEqual([...Object.keys(routes), 'errors', ...Object.keys(componentSchemas)].toSorted())
})

it('needs nothing from elsewhere, and its links lead to what is there', () => {
  const links = [...page.matchAll(/(?:href|src)="([^"]+)"/g)].map(([, link = '']) => link)
  expect(links).toContain('/openapi.json')
  expect(links.filter((link) => link !== '/openapi.json' && !ids.includes(link.slice(1)))).toEqual([])
  expect(page).not.toMatch(/<script|@import|url\(|https?:/)
})

it('says of a field what fits, what it is, and an example', () => {
  expect(page).toContain('<code>steps</code></th><td>whole number from 1 to 10000</td>')
  expect(page).toContain('<b>Steps.</b> how many steps, from 1 to 10000 (default: 40; with model the profile&#39;s).')
})

it('text stays text', () => {
  const text = '<b>&"\''
  expect(html`<p title="${text}">${[html`${text}`]}</p>`.html).toBe(
    '<p title="&lt;b&gt;&amp;&quot;&#39;">&lt;b&gt;&amp;&quot;&#39;</p>',
  )
})
