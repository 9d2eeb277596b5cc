/** What a file or a model may hold: none of it may become anything but text. */
export const HOSTILE: readonly string[] = [
  '[click](command:workbench.action.terminal.new)',
  '![x](https://evil.example/?q=1)',
  '<img src=x onerror=alert(1)>',
  '<https://evil.example>',
  'https://evil.example www.evil.example a@evil.example',
  '`code` **bold** _em_ ~~no~~ # heading',
  '$(flame) &lt;b&gt; | table | - list 1. item',
];
