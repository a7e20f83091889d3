/** A Content-Type: the type in lower case and its parameters. */
export interface MediaType {
  readonly type: string
  readonly parameters: ReadonlyMap<string, string>
}

const parameter = /;\s*([\w!#$%&'*+.^`|~-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;"]+))/g

/** Reads a Content-Type header (RFC 9110 §8.3); the first of two parameters of one name counts. */
export function readMediaType(header: string): MediaType {
  const parameters = new Map<string, string>()
  for (const [, name, quoted, plain] of header.matchAll(parameter)) {
    const key = name!.toLowerCase()
    if (!parameters.has(key)) parameters.set(key, plain ?? quoted!.replace(/\\(.)/g, '$1'))
  }
  return { type: header.split(';', 1)[0]!.trim().toLowerCase(), parameters }
}
