import { readFileSync } from 'node:fs'
import { settings } from './settings.ts'
import { UserError } from './user-error.ts'

export type { InterfaceName } from './settings.ts'

/** The settings, typed and frozen. Tests make one with `readConfig({ PORT: '0', … })`. */
export type Config = Readonly<{
  [Key in keyof typeof settings]: ReturnType<(typeof settings)[Key]['parse']> | FallbackOf<(typeof settings)[Key]>
}>
type FallbackOf<S> = S extends { readonly fallback: undefined } ? undefined : never

/** The environment of the process, which nothing else reads. */
export const environment: NodeJS.ProcessEnv = process.env

/** What the environment says wrongly, all of it at once; `problems` has one line for each mistake. */
export class ConfigError extends UserError {
  override readonly name = 'ConfigError'
  readonly problems: readonly string[]

  constructor(problems: readonly string[]) {
    super(
      `The configuration has ${problems.length === 1 ? 'a mistake' : `${problems.length} mistakes`}:\n${problems.map((line) => `  ${line}`).join('\n')}`,
    )
    this.problems = problems
  }
}

/**
 * Reads all settings. Each may be given as `NAME`, or as `NAME_FILE`, the path of a file with the value (for secrets
 * that a container platform mounts); an empty value counts as absent.
 * @throws ConfigError with all mistakes
 */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  const problems: string[] = []
  const entries = Object.entries(settings).map(([key, known]) => {
    try {
      const given = textOf(known.name, env) ?? known.fallback
      return [key, given === undefined ? undefined : known.parse(given)]
    } catch (error) {
      problems.push(`${known.name}: ${(error as Error).message}`)
      return [key, undefined]
    }
  })
  const config = Object.fromEntries(entries) as Config
  if (problems.length === 0) problems.push(...contradictions(config))
  if (problems.length > 0) throw new ConfigError(problems)
  return Object.freeze(config)
}

/** True for the embedded database, which has exactly one node: it may migrate itself and make its own keyring. */
export function isEmbedded(config: Pick<Config, 'databaseUrl'>): boolean {
  return config.databaseUrl.startsWith('sqlite:')
}

/** One line of `opendepot config`. */
export interface ShownSetting {
  readonly name: string
  readonly value: string
  readonly source: 'environment' | 'file' | 'default'
  readonly meaning: string
}

/** What the settings are and where they come from; secrets are masked, mistakes are shown as they stand. */
export function showConfig(env: NodeJS.ProcessEnv): ShownSetting[] {
  return Object.values(settings).map(({ name, fallback, meaning, show }) => {
    const source = env[name] ? 'environment' : env[`${name}_FILE`] ? 'file' : 'default'
    const value = source === 'file' ? (env[`${name}_FILE`] ?? '') : shown(env[name] || fallback, show)
    return { name, value, source, meaning }
  })
}

function shown(text: string | undefined, show: (text: string) => string): string {
  return text === undefined ? '' : show(text)
}

/** The table of the README, which a test compares with it. */
export function settingsAsMarkdown(): string {
  const rows = Object.values(settings).map(({ name, form, fallback, meaning }) => {
    return `| \`${name}\` | ${form} | ${fallback === undefined ? '' : `\`${fallback}\``} | ${meaning} |`
  })
  return ['| Setting | Form | Default | Meaning |', '|---|---|---|---|', ...rows, ''].join('\n')
}

function contradictions(config: Config): string[] {
  const problems: string[] = []
  if (!isEmbedded(config) && config.keyring === undefined) {
    problems.push(
      'KEYRING: is needed with this DATABASE_URL; "opendepot keys create-keyring FILE" makes one for all nodes',
    )
  }
  if ((config.mailUrl === undefined) !== (config.mailFrom === undefined)) {
    problems.push('MAIL_URL, MAIL_FROM: mails need both, or neither')
  }
  if ((config.tlsCert === undefined) !== (config.tlsKey === undefined)) {
    problems.push('TLS_CERT, TLS_KEY: TLS needs both, or neither')
  }
  if (config.tlsClientCa !== undefined && config.tlsCert === undefined) {
    problems.push('TLS_CLIENT_CA: is of no use without TLS_CERT; behind a proxy, the proxy checks the certificates')
  }
  if (config.headerSeconds > config.requestSeconds) {
    problems.push('HEADER_SECONDS: must not be more than REQUEST_SECONDS, which it is a part of')
  }
  return problems
}

function textOf(name: string, env: NodeJS.ProcessEnv): string | undefined {
  const path = env[`${name}_FILE`]
  if (!path) return env[name] || undefined
  if (env[name]) throw new Error(`is given twice, also as ${name}_FILE`)
  try {
    return readFileSync(path, 'utf8').replace(/\r?\n$/, '')
  } catch (error) {
    throw new Error(
      `the file ${path} of ${name}_FILE cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown error'})`,
      { cause: error },
    )
  }
}
