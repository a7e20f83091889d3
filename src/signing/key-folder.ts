import { randomBytes } from 'node:crypto'
import { link, mkdir, open, readdir, readFile, unlink } from 'node:fs/promises'
import { join } from 'node:path'

/** Names of the files of a firm code. The folder of the demo and of a backup is read by people, so they speak. */
export const keyNames = {
  /** Public root key, the `root.jwk` of the runtime. */
  root: (firmCode: number) => `firm-${firmCode}-root.jwk`,
  /** Private root key; may be kept elsewhere. */
  rootKey: (firmCode: number) => `firm-${firmCode}-root.pem`,
  signing: (firmCode: number, kid: string) => `firm-${firmCode}-${kid}.pem`,
  /** What the name of a private key tells; a root has no kid in it. Undefined for another file. */
  read(name: string): { readonly firmCode: number; readonly kid: string | undefined } | undefined {
    const [, code, kid] = /^firm-([1-9][0-9]{0,9})-(root|[\w-]{43})\.pem$/.exec(name) ?? []
    return code === undefined ? undefined : { firmCode: Number(code), kid: kid === 'root' ? undefined : kid }
  },
  /** Firm code of a signing key's file, or undefined for another file. */
  firmCodeOf(name: string): number | undefined {
    const { firmCode, kid } = keyNames.read(name) ?? {}
    return kid === undefined ? undefined : firmCode
  },
}

/** The folder of the key files, `<dataDir>/keys`; nobody but its owner may look into it. */
export class KeyFolder {
  readonly #path: string

  constructor(dataDir: string) {
    this.#path = join(dataDir, 'keys')
  }

  pathOf(name: string): string {
    return join(this.#path, name)
  }

  /** Names of all files; none if the folder does not exist yet. */
  async list(): Promise<string[]> {
    try {
      return (await readdir(this.#path)).sort()
    } catch (error) {
      if (isCode(error, 'ENOENT')) return []
      throw error
    }
  }

  /** Content of a file, or undefined if there is none. */
  async read(name: string): Promise<string | undefined> {
    try {
      return await readFile(this.pathOf(name), 'utf8')
    } catch (error) {
      if (isCode(error, 'ENOENT')) return undefined
      throw error
    }
  }

  /**
   * Writes a new file, whole or not at all, readable for its owner only. Gives false if a file of this name is there
   * already, which is then left alone: keys are never overwritten.
   */
  async create(name: string, content: string): Promise<boolean> {
    await mkdir(this.#path, { recursive: true, mode: 0o700 })
    const temporary = this.pathOf(`.${name}.${randomBytes(6).toString('hex')}`)
    try {
      await writeDurably(temporary, content)
      await link(temporary, this.pathOf(name))
      return true
    } catch (error) {
      if (isCode(error, 'EEXIST')) return false
      throw error
    } finally {
      await unlink(temporary).catch(() => undefined)
      await syncFolder(this.#path)
    }
  }
}

async function writeDurably(path: string, content: string): Promise<void> {
  const file = await open(path, 'wx', 0o600)
  try {
    await file.writeFile(content)
    await file.sync()
  } finally {
    await file.close()
  }
}

/** Makes a new name in the folder survive a power cut; Windows cannot open folders and does it by itself. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r').catch(() => undefined)
  await folder?.sync().catch(() => undefined)
  await folder?.close()
}

function isCode(error: unknown, code: string): boolean {
  return (error as NodeJS.ErrnoException).code === code
}
