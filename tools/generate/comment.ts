const WIDTH = 120

/** A documentation text as a doc comment, indented, wrapped at the width of the project; nothing for no text. */
export function comment(text: string, indent = ''): string {
  if (text === '') return ''
  const single = `${indent}/** ${text} */\n`
  if (single.length <= WIDTH + 1) return single
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    if (line !== '' && indent.length + 3 + line.length + 1 + word.length > WIDTH) {
      lines.push(line)
      line = word
    } else {
      line = line === '' ? word : `${line} ${word}`
    }
  }
  return [`${indent}/**`, ...[...lines, line].map((each) => `${indent} * ${each}`), `${indent} */`, ''].join('\n')
}

/** The first sentence of a documentation text. */
export function firstSentence(text: string): string {
  return /^.*?[.!?](?=\s|$)/.exec(text)?.[0] ?? text
}
