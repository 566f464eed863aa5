/** Everything was done, and nothing in the input was refused or rejected. */
export const EXIT_DONE = 0;
/** The input was judged and something in it was refused or rejected. */
export const EXIT_JUDGED = 1;
/** The command could not be carried out: usage, unreadable file, no database. */
export const EXIT_FAILED = 2;
