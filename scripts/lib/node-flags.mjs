/**
 * How the application's processes are started, for little memory. What a request makes is gone when it is answered: a
 * small space for it keeps a third of the memory free, and costs no more processor time than a large one. What stays
 * may grow by so many per cent before it is looked through; by itself it would be allowed to double. Source maps stay
 * out: they would hold the texts of all packages, and the build keeps the lines of our own.
 */
export const NODE_FLAGS = ['--max-semi-space-size=4', '--heap-growing-percent=30'];
