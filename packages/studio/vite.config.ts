import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'vite'

export default defineConfig({
  base: './',
  plugins: [svelte()],
  resolve: { conditions: ['@sigmastream/source', 'browser', 'module', 'import', 'default'] },
  // Inlined, a font would be fetched again with every change of the style sheet.
  build: { target: 'es2022', assetsInlineLimit: 0 },
  server: { proxy: { '/v1': { target: 'http://127.0.0.1:8808', ws: true }, '/openapi.json': 'http://127.0.0.1:8808' } },
})
