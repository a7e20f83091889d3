import { QueryFailedError, QueryResult, QueryRunnerAlreadyReleasedError, type QueryRunner } from 'typeorm'
import type { Line } from './line.ts'

/**
 * Makes a query runner send its statements on a line. TypeORM's own way makes a promise wrapper of the connection, a stack
 * trace, two broadcasts to nobody and a copy of the rows, each for every statement.
 */
export function shortenWay(runner: QueryRunner, line: Line): void {
  const query = async (text: string, values?: unknown[], structured = false): Promise<unknown> => {
    if (runner.isReleased) throw new QueryRunnerAlreadyReleasedError()
    try {
      const result = await line.ask(text, values)
      return structured ? structure(result) : result
    } catch (error) {
      throw new QueryFailedError(text, values, error as Error)
    }
  }
  Object.assign(runner, { query })
}

/** The form in which TypeORM's builders want a result: rows, or the number of rows that were changed. */
function structure(raw: unknown): QueryResult {
  const result = new QueryResult<unknown>()
  result.raw = raw
  if (Array.isArray(raw)) result.records = raw
  else result.affected = (raw as { readonly affectedRows: number }).affectedRows
  return result
}
