// Builds what is needed and runs one example.
// usage: node scripts/example.mjs 01-first-sample
import { existsSync, readdirSync } from 'node:fs'
import './setup.mjs'

const [name = ''] = process.argv.slice(2)
const names = readdirSync('examples').filter((folder) => /^\d\d-/.test(folder))
if (!names.includes(name) || !existsSync(`examples/dist/${name}/main.js`)) {
  console.error(`There is no example "${name}"; give one of ${names.join(', ')}.`)
  process.exit(2)
}
await import(new URL(`../examples/dist/${name}/main.js`, import.meta.url).href)
