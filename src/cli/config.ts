import { readConfig, showConfig } from '../config.ts'
import { tableText } from './terminal.ts'
import type { Register } from './run.ts'

/** `opendepot config`: all settings with their source; fails when one is wrong, after showing them. */
export const registerConfig: Register = (program, { terminal, show, withJson }) => {
  withJson(
    program.command('config').description('show all settings, where they come from, and what is wrong with them'),
  ).action(() => {
    const settings = showConfig(terminal.env)
    const rows = settings.map(({ name, value, source }) => [name, value === '' ? '-' : value, source])
    show({ json: { settings }, text: tableText(['SETTING', 'VALUE', 'SOURCE'], rows) })
    readConfig(terminal.env)
  })
}
