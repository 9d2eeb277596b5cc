/** How a function of a library calls a function that it is handed. */
export interface HigherOrder {
  /** Where the function is among the arguments. */
  readonly at: number;
  /** The same as a keyword. */
  readonly name?: string;
  /**
   * What it is called with. `rest`: the arguments from a position on. `list`: the elements of an argument, and
   * the members of another as keywords. `elements`: each element of an argument in turn, or of the receiver
   * where there is no such argument. `lists`: the elements of each element. `fold`: the last result and an element.
   */
  readonly gets: 'rest' | 'list' | 'elements' | 'lists' | 'fold';
  /** The position of that argument. */
  readonly from: number;
  readonly fromName?: string;
  /** The keyword whose members are keywords. */
  readonly keywords?: string;
  readonly gives: 'nothing' | 'result' | 'results' | 'elements';
}

function table(entries: readonly (readonly [apis: string, how: HigherOrder])[]): ReadonlyMap<string, HigherOrder> {
  return new Map(entries.flatMap(([apis, how]) => apis.split(' ').map((api) => [`${api}()`, how] as const)));
}

export const PYTHON_HIGHER_ORDER = table([
  ['map', { at: 0, gets: 'elements', from: 1, gives: 'results' }],
  [
    'filter itertools.filterfalse itertools.takewhile itertools.dropwhile',
    { at: 0, gets: 'elements', from: 1, gives: 'elements' },
  ],
  ['itertools.starmap *.starmap', { at: 0, gets: 'lists', from: 1, gives: 'results' }],
  ['functools.reduce reduce', { at: 0, gets: 'fold', from: 1, gives: 'result' }],
  ['asyncio.to_thread anyio.to_thread.run_sync *.submit', { at: 0, gets: 'rest', from: 1, gives: 'result' }],
  ['atexit.register *.call_soon *.call_soon_threadsafe', { at: 0, gets: 'rest', from: 1, gives: 'nothing' }],
  ['*.run_in_executor', { at: 1, name: 'func', gets: 'rest', from: 2, gives: 'result' }],
  ['*.call_later *.call_at', { at: 1, gets: 'rest', from: 2, gives: 'nothing' }],
  [
    'threading.Thread multiprocessing.Process',
    { at: 1, name: 'target', gets: 'list', from: 3, fromName: 'args', keywords: 'kwargs', gives: 'nothing' },
  ],
  [
    'threading.Timer',
    { at: 1, name: 'function', gets: 'list', from: 2, fromName: 'args', keywords: 'kwargs', gives: 'nothing' },
  ],
  [
    '*.apply_async multiprocessing.Pool().apply multiprocessing.pool.ThreadPool().apply',
    { at: 0, name: 'func', gets: 'list', from: 1, fromName: 'args', keywords: 'kwds', gives: 'result' },
  ],
  ['*.map *.imap *.imap_unordered *.map_async', { at: 0, gets: 'elements', from: 1, gives: 'results' }],
]);

export const JAVASCRIPT_HIGHER_ORDER = table([
  [
    'setTimeout setInterval window.setTimeout window.setInterval globalThis.setTimeout globalThis.setInterval timers.setTimeout timers.setInterval lodash.delay',
    { at: 0, gets: 'rest', from: 2, gives: 'nothing' },
  ],
  [
    'setImmediate timers.setImmediate process.nextTick queueMicrotask lodash.defer requestAnimationFrame',
    { at: 0, gets: 'rest', from: 1, gives: 'nothing' },
  ],
  ['Reflect.apply', { at: 0, gets: 'list', from: 2, gives: 'result' }],
  ['Array.from', { at: 1, gets: 'elements', from: 0, gives: 'results' }],
]);
