/** Where a command line of `opendepot` runs: with which settings, and where its words go. */
export interface Place {
  readonly env: NodeJS.ProcessEnv
  out(text: string): void
  err(text: string): void
}

/** Runs one command line and gives its exit code; handed in, since the demo is itself such a command. */
export type RunCommand = (argv: readonly string[], place: Place) => Promise<number>

/** How the demo tells its story. */
export interface Script {
  /** The catalogue file of the demo, as it would be typed. */
  readonly catalogue: string
  /** Begins an act. */
  readonly act: (title: string) => void
  readonly say: (text: string) => void
  /** Runs a command as an operator would type it, and shows both. */
  command(...argv: string[]): Promise<void>
  /** The same for its JSON result, which is not shown. */
  commandJson<T>(...argv: string[]): Promise<T>
}

/** A script that writes its story here and runs its commands with these settings. */
export function scriptTo(
  tell: (text: string) => void,
  env: NodeJS.ProcessEnv,
  run: RunCommand,
  catalogue: string,
): Script {
  let acts = 0
  const indented = (text: string) => text.trimEnd().replace(/^/gm, '   ')
  const write = (text: string) => {
    tell(`${indented(text)}\n`)
  }
  const runWith = async (argv: readonly string[], out: (text: string) => void) => {
    let complaint = ''
    const exitCode = await run(argv, { env, out, err: (text) => (complaint += text) })
    if (exitCode !== 0) throw new Error(`opendepot ${argv.join(' ')} ended with exit code ${exitCode}: ${complaint}`)
  }
  return {
    catalogue,
    act: (title) => {
      acts += 1
      tell(`\n${acts}. ${title}\n`)
    },
    say: write,
    command: async (...argv) => {
      write(`$ opendepot ${argv.map(quoted).join(' ')}`)
      await runWith(argv, write)
    },
    commandJson: async <T>(...argv: string[]) => {
      write(`$ opendepot ${argv.map(quoted).join(' ')}`)
      let json = ''
      await runWith([...argv, '--json'], (text) => {
        json += text
      })
      return JSON.parse(json) as T
    },
  }
}

function quoted(word: string): string {
  return /\s/.test(word) ? `"${word}"` : word
}
