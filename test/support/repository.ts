import { dirname } from 'node:path';

/** The root of the repository, absolute. */
export const repository = dirname(dirname(import.meta.dirname));
