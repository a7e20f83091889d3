import { arrive, ask, type Command, decide, importFile, push, visit } from './commands.ts'

/** Histories that once ended badly, shrunk to what matters, with what came of them. */
export const remembered: Readonly<Record<string, readonly Command[]>> = {
  'an update that nobody asked for recalls an old copy as well': [
    visit('activate', 0, 0),
    ask('reactivate', 1, 0),
    arrive(0, false),
    decide('dedicate', 0, 0),
    push(0),
  ],
  'a license that is recalled, comes back and is withdrawn leaves its container': [
    visit('activate', 0, 3),
    ask('reactivate', 1, 0),
    ask('activate', 0, 0),
    arrive(0, false),
    ask('reactivate', 0, 0),
    arrive(0, false),
    arrive(0, false),
    decide('withdraw', 3, 0),
    importFile(1, 0, true),
    visit('update', 0, 0),
  ],
}
