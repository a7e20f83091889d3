/** One package of a lock file. */
export interface LockedPackage {
  readonly name?: string
  readonly version?: string
  readonly license?: string
  readonly integrity?: string
  /** Only for development. */
  readonly dev?: true
  /** The installation goes on without it. */
  readonly optional?: true
  readonly devOptional?: true
  readonly dependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
  readonly peerDependencies?: Readonly<Record<string, string>>
}

export interface Lock {
  readonly name: string
  readonly version: string
  /** By path: `node_modules/a/node_modules/b`; the project itself is the empty path. */
  readonly packages: Readonly<Record<string, LockedPackage>>
}

/** The paths of the packages that `npm ci --omit=dev` installs. */
export function runtimePaths({ packages }: Lock): string[] {
  return Object.entries(packages).flatMap(([path, { dev }]) => (path === '' || dev === true ? [] : [path]))
}

export function nameAt(path: string): string {
  return path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)
}

/** Where a package finds the others that it names: beside itself, or further up, as Node looks. */
export function dependenciesOf(lock: Lock, path: string): string[] {
  const { dependencies, optionalDependencies, peerDependencies } = lock.packages[path] ?? {}
  const names = Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies })
  return names.flatMap((name) => find(lock, path, name) ?? [])
}

function find({ packages }: Lock, from: string, name: string): string | undefined {
  for (let folder = from; ; folder = folder.slice(0, Math.max(folder.lastIndexOf('/node_modules/'), 0))) {
    const path = `${folder === '' ? '' : `${folder}/`}node_modules/${name}`
    if (path in packages) return packages[path]?.dev === true ? undefined : path
    if (folder === '') return undefined
  }
}
