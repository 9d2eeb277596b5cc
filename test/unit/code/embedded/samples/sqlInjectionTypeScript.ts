import type { Sample } from './sample.ts';
import { safe, vulnerable } from './sample.ts';

export const SQL_INJECTION_TYPESCRIPT: readonly Sample[] = [
  vulnerable(
    'typescript',
    'critical',
    'Express handler with a pool',
    `
    import type { Request, Response } from 'express';
    import { Pool } from 'pg';

    const pool: Pool = new Pool();

    export async function orders(req: Request<{ region: string }>, res: Response): Promise<void> {
      const region = req.params.region as string;
      const { rows } = await pool.query<Order>(\`SELECT id FROM orders WHERE region = '\${region}'\`); // FINDING
      res.json(rows);
    }
  `,
  ),
  vulnerable(
    'typescript',
    'critical',
    'repository class that a handler calls',
    `
    import type { FastifyReply, FastifyRequest } from 'fastify';
    import mysql, { type Pool } from 'mysql2/promise';

    class Customers {
      constructor(private readonly pool: Pool) {}

      async byName(name: string): Promise<unknown> {
        return this.pool.execute('SELECT id FROM customers WHERE name = "' + name + '"'); // FINDING
      }
    }

    const customers = new Customers(mysql.createPool(process.env.DATABASE!));

    export const find = (request: FastifyRequest, reply: FastifyReply): Promise<unknown> =>
      customers.byName((request.query as { name: string }).name);
  `,
  ),
  vulnerable(
    'typescript',
    'medium',
    'query builder with what a caller passes',
    `
    import { DataSource } from 'typeorm';

    export class Reports {
      constructor(private readonly dataSource: DataSource) {}

      totals(column: string): Promise<unknown[]> {
        return this.dataSource.query(\`SELECT \${column}, sum(total) FROM orders GROUP BY \${column}\`); // FINDING
      }
    }
  `,
  ),
  vulnerable(
    'typescript',
    'critical',
    'Prisma without its protection',
    `
    import { PrismaClient } from '@prisma/client';
    import type { NextApiRequest, NextApiResponse } from 'next';

    const prisma = new PrismaClient();

    export default async function handler(req: NextApiRequest, res: NextApiResponse): Promise<void> {
      const owner = String(req.query.owner);
      res.json(await prisma.$queryRawUnsafe(\`SELECT * FROM notes WHERE owner = '\${owner}'\`)); // FINDING
    }
  `,
  ),
  safe(
    'typescript',
    'placeholders',
    `
    import type { Request, Response } from 'express';
    import { Pool, type QueryResult } from 'pg';

    const pool = new Pool();

    export async function orders(req: Request, res: Response): Promise<void> {
      const result: QueryResult<Order> = await pool.query('SELECT id FROM orders WHERE region = $1', [req.params.region]);
      res.json(result.rows);
    }
  `,
  ),
  safe(
    'typescript',
    'templates that take values apart',
    `
    import { PrismaClient } from '@prisma/client';
    import type { Request, Response } from 'express';
    import postgres from 'postgres';

    const prisma = new PrismaClient();
    const sql = postgres(process.env.DATABASE!);

    export async function notes(req: Request, res: Response): Promise<void> {
      const mine = await prisma.$queryRaw<Note[]>\`SELECT * FROM notes WHERE owner = \${req.query.owner}\`;
      const others = await sql<Note[]>\`SELECT * FROM notes WHERE owner = \${req.body.owner as string}\`;
      res.json([...mine, ...others]);
    }
  `,
  ),
  safe(
    'typescript',
    'column out of a fixed set, and a number',
    `
    import type { Request, Response } from 'express';
    import { Pool } from 'pg';

    enum Column {
      Name = 'name',
      Total = 'total',
    }
    const COLUMNS: Record<string, Column> = { name: Column.Name, total: Column.Total };
    const pool = new Pool();

    export async function list(req: Request, res: Response): Promise<void> {
      const column: Column = COLUMNS[String(req.query.sort)] ?? Column.Name;
      const limit: number = Number(req.query.limit);
      res.json(await pool.query(\`SELECT * FROM orders ORDER BY \${column} LIMIT \${limit}\`));
    }
  `,
  ),
];
