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
];
