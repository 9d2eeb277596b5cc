/** What the variant of the language has: types, or elements in the code. */
export interface JavaScriptVariant {
  readonly typed: boolean;
  readonly elements: boolean;
}

/** The start of a web service of our own, in JavaScript or TypeScript. */
export function javaScriptHead({ typed, elements }: JavaScriptVariant): string {
  const of = typer(typed);
  return `// Orders of a tea company: find, show, export, ship.
import { exec, execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import https from 'node:https';
import express${typed ? ', { type Request, type Response }' : ''} from 'express';
import mysql from 'mysql2/promise';
${elements ? "import { useEffect, useState } from 'react';\n" : ''}
const app = express();
app.use(express.json());
const db = mysql.createPool({ host: process.env.DB_HOST, user: 'shop', database: 'shop' });
const WAREHOUSE = 'https://warehouse.tea.example';
const SORTABLE${of('Record<string, string>')} = { name: 'name', date: 'created_at' };

function trimmed(value${of('string | undefined')})${of('string')} {
  return value ? value.trim().toLowerCase() : '';
}

function pageOf(values${of('Record<string, string | undefined>')})${of('number')} {
  const page = Number(values.page ?? '1');
  return Number.isNaN(page) ? 1 : Math.max(1, page);
}

function runTool(args${of('string[]')}, done${of('(error: Error | null) => void')}) {
  execFile('label-printer', args, (error) => done(error));
}
`;
}

/** About 60 lines: a class, helpers and handlers of one kind of thing. */
export function javaScriptBlock(thing: string, at: number, variant: JavaScriptVariant): string {
  const of = typer(variant.typed);
  const type = thing.charAt(0).toUpperCase() + thing.slice(1);
  const handler = `(req${of('Request')}, res${of('Response')})`;
  return `
class ${type} {
  constructor(id${of('number')}, name${of('string')}, price${of('number')}) {
    this.id = id;
    this.name = name;
    this.price = price;
  }

  label(prefix${of('string')})${of('string')} {
    const text = \`\${prefix}: \${this.name} (\${this.price.toFixed(2)})\`;
    return text.replace(/\\n/g, ' ');
  }
}

function ${thing}Filter(values${of('Record<string, string | undefined>')}) {
  const name = trimmed(values.name);
  if (name.length > 40) throw new Error('too long');
  return { name, origin: values.origin, page: pageOf(values) };
}

function ${thing}Query(filters${of('{ name: string; origin?: string; page: number }')})${of('string')} {
  let query = 'SELECT id, name, price FROM ${thing}s WHERE 1 = 1';
  if (filters.origin) {
    query += " AND origin = '" + filters.origin + "'";
  }
  query += \` ORDER BY \${SORTABLE[filters.name] ?? 'name'}\`;
  return query;
}

app.get('/${thing}s', async ${handler} => {
  const filters = ${thing}Filter(req.query);
  const [rows] = await db.query(${at % 2 === 0 ? `${thing}Query(filters)` : `'SELECT * FROM ${thing}s WHERE name = ?', [filters.name]`});
  const items = rows.map((row${of('any')}) => new ${type}(row.id, row.name, row.price));
  res.json(items.map((item${of(type)}) => ({ id: item.id, label: item.label('${type}') })));
});

app.post('/${thing}s/:id/ship', ${handler} => {
  const { street, city: town = '' } = req.body;
  const address = { street, city: trimmed(town) };
  if (address.city === '') return res.status(400).json({ error: 'no city' });
  const agent = new https.Agent({ keepAlive: true${at % 3 === 0 ? ', rejectUnauthorized: false' : ''} });
  https.get(\`\${WAREHOUSE}/ship/\${encodeURIComponent(req.params.id)}\`, { agent }, (answer) => {
    const digest = createHash('${at % 4 === 0 ? 'md5' : 'sha256'}').update(String(answer.statusCode)).digest('hex');
    ${at % 2 === 0 ? 'exec(`./label.sh ${address.street}`, (error) => {' : "runTool(['--city', address.city], (error) => {"}
      res.status(error ? 500 : 200).json({ digest });
    });
  });
});
${variant.elements ? componentOf(thing, type, of) : ''}`;
}

function componentOf(thing: string, type: string, of: (type: string) => string): string {
  return `
export function ${type}List({ origin, onPick }${of('{ origin: string; onPick: (id: number) => void }')}) {
  const [items, setItems] = useState([]);
  useEffect(() => {
    fetch(\`/${thing}s?origin=\${encodeURIComponent(origin)}\`)
      .then((answer) => answer.json())
      .then(setItems);
  }, [origin]);
  return (
    <ul className="${thing}-list">
      {items.map((item${of('any')}) => (
        <li key={item.id} onClick={() => onPick(item.id)}>
          <strong>{item.label}</strong> {item.price > 10 && <em>special</em>}
        </li>
      ))}
    </ul>
  );
}
`;
}

function typer(typed: boolean): (type: string) => string {
  return (type) => (typed ? `: ${type}` : '');
}
