/** Methods, of all the frameworks, that set a header whose name is the first argument. */
export const HEADER_SETTERS = new Set([
  'setHeader',
  'header',
  'set',
  'append',
  'appendHeader',
  'add',
  'add_header',
  'send_header',
  'set_header',
]);
