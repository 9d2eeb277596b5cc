// Small programs around a source and a sink, for tests of what counts as a source.

/** @param source makes `value` in a function; the sink stands where it says `USE`, or behind its last line and as deep */
export function python(source: string): string {
  if (source.includes('USE')) return `import os\n${source.replace('USE', 'os.system("run " + value)')}\n`;
  const lines = source.split('\n');
  const last = lines.at(-1) ?? '';
  const indentation = /^ */.exec(last)?.[0] ?? '';
  const inside = last.endsWith(':') ? `${indentation}    ` : indentation;
  return `import os\n${source}\n${inside}os.system("run " + value)\n`;
}

/** @param source makes `value`; whatever brackets it leaves open are closed behind the sink, which stands where it says `USE` or at its end */
export function javaScript(source: string): string {
  const use = 'require("child_process").exec("run " + value);';
  const closing = source
    .replaceAll(/"[^"]*"|'[^']*'|[^({})]/g, '')
    .split(/(?=.)/)
    .reduce((open, sign) => {
      if (sign === '(' || sign === '{') return `${sign === '(' ? ')' : '}'}${open}`;
      return open.slice(1);
    }, '');
  return `${source.includes('USE') ? source.replace('USE', use) : `${source} ${use}`} ${closing}\n`;
}
