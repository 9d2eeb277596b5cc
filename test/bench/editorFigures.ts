import type { Figure } from './figure.ts';
export async function* editorFigures(): AsyncGenerator<Figure> {}
