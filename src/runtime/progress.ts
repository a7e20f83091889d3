/** What happens, as it happens, a sentence at a time; the command line prints it. */
export type Progress = (sentence: string) => void
