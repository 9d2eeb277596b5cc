import type { Sample } from './sample.ts';
import { safe, vulnerable } from './sample.ts';

export const SQL_INJECTION_TYPESCRIPT: readonly Sample[] = [
  vulnerable(
    'typescript',
    'critical',
    'typed query of an injected pool in a NestJS controller',
    `
    import { Controller, Get, Query } from '@nestjs/common';
    import { Pool } from 'pg';

    interface Boat { id: number; name: string }

    @Controller('boats')
    export class BoatsController {
      constructor(private readonly pool: Pool) {}

      @Get()
      async find(@Query('name') name: string): Promise<Boat[]> {
        const { rows } = await this.pool.query<Boat>(\`select * from boats where name = '\${name}'\`); // FINDING
        return rows;
      }
    }
  `,
  ),
  vulnerable(
    'typescript',
    'critical',
    'assertion that claims a number',
    `
    import type { Request, Response } from 'express';
    import { createPool } from 'mysql2/promise';

    const pool = createPool({ host: 'db' });

    export async function page(req: Request, res: Response): Promise<void> {
      const number = req.query.page as unknown as number;
      const [rows] = await pool.execute('select * from logs limit 20 offset ' + number); // FINDING
      res.json(rows);
    }
  `,
  ),
  vulnerable(
    'typescript',
    'critical',
    'unsafe raw query with a non-null assertion',
    `
    import { PrismaClient } from '@prisma/client';
    import type { NextApiRequest, NextApiResponse } from 'next';

    const prisma = new PrismaClient();

    export default async function handler(req: NextApiRequest, res: NextApiResponse<unknown>): Promise<void> {
      const sort = req.query.sort!.toString();
      res.json(await prisma.$queryRawUnsafe<unknown[]>(\`select * from berths order by \${sort}\`)); // FINDING
    }
  `,
  ),
  vulnerable(
    'typescript',
    'medium',
    'generic repository that builds its statements',
    `
    import { DataSource } from 'typeorm';

    export abstract class Table<T extends object> {
      protected constructor(protected readonly source: DataSource, private readonly table: string) {}

      async count(condition: string): Promise<number> {
        const [row] = await this.source.query(\`select count(*) as n from tides where \${condition}\`); // FINDING
        return (row as { n: number }).n;
      }
    }
  `,
  ),
  safe(
    'typescript',
    'tagged template with a type of its rows',
    `
    import { PrismaClient } from '@prisma/client';
    import postgres from 'postgres';
    import type { Request } from 'express';

    const prisma = new PrismaClient();
    const sql = postgres();
    type Row = { id: number };

    export const find = async (req: Request): Promise<unknown> => [
      await prisma.$queryRaw<Row[]>\`select id from boats where name = \${req.query.name}\`,
      await sql<Row[]>\`select id from boats where name = \${req.query.name as string}\`,
      await sql<Row>\`select id from boats where name = \${req.query.name!}\`,
    ];
  `,
  ),
  safe(
    'typescript',
    'columns of an enum',
    `
    import type { Request, Response } from 'express';
    import { Pool } from 'pg';

    enum Column { Name = 'name', Length = 'length' }

    export async function list(pool: Pool, req: Request, res: Response): Promise<void> {
      const wanted = req.query.sort as Column;
      const column = Object.values(Column).includes(wanted) ? wanted : Column.Name;
      res.json(await pool.query(\`select * from boats order by \${column}, \${Column.Length} limit $1\`, [req.query.limit]));
    }
  `,
  ),
  safe(
    'typescript',
    'a number that a pipe has made',
    `
    import { Controller, Get, Param, ParseIntPipe } from '@nestjs/common';
    import { DataSource } from 'typeorm';

    @Controller('boats')
    export class BoatController {
      constructor(private readonly source: DataSource) {}

      @Get(':id')
      show(@Param('id', ParseIntPipe) id: number): Promise<unknown> {
        return this.source.query('select * from boats where id = ' + id);
      }
    }
  `,
  ),
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
