// The gateway in front of the services of the Lindgren Tea Company.
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import cors from 'cors';
import express, { type Request, type Response } from 'express';

const app = express();
app.use(cors());

interface Session {
  readonly id: string;
  readonly customer: string;
}

const sessions = new Map<string, Session>();

function newSession(customer: string): Session {
  const sessionId = Math.random().toString(36).slice(2);
  const session: Session = { id: sessionId, customer };
  sessions.set(sessionId, session);
  return session;
}

app.post('/sign-in', (req: Request, res: Response) => {
  const session = newSession(String(req.body.customer));
  res.cookie('session', session.id, { httpOnly: true, sameSite: 'lax' });
  res.status(204).end();
});

app.get('/prices', (req: Request, res: Response) => {
  const discount = new Function('total', `return ${req.query.rule};`) as (total: number) => number;
  res.json({ total: discount(100) });
});

app.get('/pictures/:name', (req: Request, res: Response) => {
  const file = join('pictures', req.params.name as string);
  createReadStream(file).pipe(res);
});

app.get('/teas/:id', async (req: Request, res: Response) => {
  const tea = await fetch(`https://shop.lindgren-tea.internal/teas/${encodeURIComponent(String(req.params.id))}`);
  res.json(await tea.json());
});

app.listen(Number(process.env.PORT ?? 8080));
