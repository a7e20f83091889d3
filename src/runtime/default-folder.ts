import { homedir, platform } from 'node:os'
import { join } from 'node:path'

/** Where the containers of a user are kept unless said otherwise: the place each system has for such data. */
export function defaultFolder(environment: Readonly<Record<string, string | undefined>>): string {
  const { OPENDEPOT_CONTAINERS: chosen, XDG_DATA_HOME: xdg, LOCALAPPDATA: local } = environment
  if (chosen !== undefined && chosen !== '') return chosen
  if (platform() === 'win32') return join(local ?? join(homedir(), 'AppData', 'Local'), 'OpenDepot', 'Containers')
  if (platform() === 'darwin') return join(homedir(), 'Library', 'Application Support', 'OpenDepot', 'Containers')
  return join(xdg ?? join(homedir(), '.local', 'share'), 'opendepot', 'containers')
}
