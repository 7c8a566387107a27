/** A piece of a page, in which all text is text. */
export interface Html {
  readonly html: string
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

const textHtml = (text: string): string => text.replaceAll(/[&<>"']/g, (mark) => entities[mark] ?? mark)

type Part = string | number | Html | readonly Html[]

const isList = (part: Part): part is readonly Html[] => Array.isArray(part)

const partHtml = (part: Part): string => {
  if (typeof part === 'string' || typeof part === 'number') return textHtml(String(part))
  return isList(part) ? part.map((one) => one.html).join('') : part.html
}

/** A piece of a page: `` html`<p>${text}</p>` ``. What stands between is text unless it is such a piece itself. */
export const html = (texts: TemplateStringsArray, ...parts: readonly Part[]): Html => ({
  html: texts.map((text, i) => text + (i < parts.length ? partHtml(parts[i] ?? '') : '')).join(''),
})

/** An empty piece. */
export const noHtml: Html = { html: '' }
