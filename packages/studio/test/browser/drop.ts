import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import type { Page } from 'playwright-core'

/** Drops a file on a page, as a hand does from a folder. */
export const dropFile = async (page: Page, path: string): Promise<void> => {
  const given = JSON.stringify({ name: basename(path), bytes: readFileSync(path).toString('base64') })
  const files = await page.evaluateHandle(`(() => {
    const { name, bytes } = ${given}
    const files = new DataTransfer()
    files.items.add(new File([Uint8Array.from(atob(bytes), (letter) => letter.charCodeAt(0))], name))
    return files
  })()`)
  await page.dispatchEvent('body', 'dragover', { dataTransfer: files })
  await page.dispatchEvent('body', 'drop', { dataTransfer: files })
}
