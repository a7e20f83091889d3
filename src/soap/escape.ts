/**
 * Text as character data: `&`, `<` and `>` as references, a carriage return too, since a reader would make it a line
 * feed. The characters must be legal in XML (`isXmlText`).
 */
export function escapeText(text: string): string {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code === 0x26 || code === 0x3c || code === 0x3e || code === 0x0d) return text.replace(/[&<>\r]/g, reference)
  }
  return text
}

/** Text as an attribute value in double quotes. */
export function escapeAttribute(text: string): string {
  return text.replace(/[&<>\r\n\t"]/g, reference)
}

function reference(char: string): string {
  if (char === '&') return '&amp;'
  if (char === '<') return '&lt;'
  if (char === '>') return '&gt;'
  return `&#${char.charCodeAt(0)};`
}
