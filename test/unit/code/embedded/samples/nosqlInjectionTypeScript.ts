import type { Sample } from './sample.ts';
import { safe, vulnerable } from './sample.ts';

export const NOSQL_INJECTION_TYPESCRIPT: readonly Sample[] = [
  vulnerable(
    'typescript',
    'high',
    'typed body in a filter of Mongoose: types check nothing at run time',
    `
      import type { Request, Response } from 'express';
      import mongoose, { Schema, type Model } from 'mongoose';

      interface Apple {
        kind: string;
      }

      const AppleModel: Model<Apple> = mongoose.model<Apple>('Apple', new Schema<Apple>({ kind: String }));

      export async function search(req: Request<object, unknown, Apple>, res: Response): Promise<void> {
        const { kind } = req.body;
        res.json(await AppleModel.findOne({ kind }).lean()); // FINDING
      }
    `,
  ),
  vulnerable(
    'typescript',
    'high',
    'injected model of NestJS',
    `
      import { Body, Controller, Post } from '@nestjs/common';
      import { InjectModel } from '@nestjs/mongoose';
      import type { Model } from 'mongoose';
      import { Apple } from './apple.schema';

      @Controller('apples')
      export class AppleController {
        constructor(@InjectModel(Apple.name) private readonly appleModel: Model<Apple>) {}

        @Post('search')
        search(@Body() filter: Record<string, unknown>): Promise<Apple[]> {
          return this.appleModel.find(filter).exec(); // FINDING
        }
      }
    `,
  ),
  vulnerable(
    'typescript',
    'high',
    'driver in a route handler of Next.js',
    `
      import { MongoClient, type Collection } from 'mongodb';
      import { NextResponse, type NextRequest } from 'next/server';

      interface Order {
        customer: string;
      }

      const client = new MongoClient('mongodb://localhost:27017');

      export async function POST(request: NextRequest): Promise<NextResponse> {
        const { customer } = (await request.json()) as Order;
        const orders: Collection<Order> = client.db().collection<Order>('orders');
        return NextResponse.json(await orders.findOne({ customer })); // FINDING
      }
    `,
  ),
  vulnerable(
    'typescript',
    'high',
    'code for the database',
    `
      import type { RequestHandler } from 'express';
      import { Apple } from './models/apple';

      export const heavy: RequestHandler<{ weight: string }> = async (req, res) => {
        res.json(await Apple.find({ $where: 'this.weight > ' + req.params.weight })); // FINDING
      };
    `,
  ),
  safe(
    'typescript',
    'made into text, or checked',
    `
      import { isValidObjectId, model, Schema } from 'mongoose';
      import type { Request, Response } from 'express';

      const Apple = model('Apple', new Schema({ kind: String }));

      export async function search(req: Request, res: Response): Promise<void> {
        const kind: unknown = req.body.kind;
        if (typeof kind === 'string') res.json(await Apple.findOne({ kind }));
        else res.json(await Apple.findOne({ kind: String(kind), row: Number(req.query.row) }));
      }

      export async function byId(req: Request<{ id: string }>, res: Response): Promise<void> {
        if (!isValidObjectId(req.params.id)) {
          res.sendStatus(400);
          return;
        }
        res.json(await Apple.findById(req.params.id));
      }
    `,
  ),
  safe(
    'typescript',
    'schema of zod',
    `
      import { z } from 'zod';
      import type { Request, Response } from 'express';
      import { Apple } from './models/apple';

      const searchSchema = z.object({ kind: z.string().min(1) });
      type Search = z.infer<typeof searchSchema>;

      export async function search(req: Request, res: Response): Promise<void> {
        const wanted: Search = searchSchema.parse(req.body);
        res.json(await Apple.find({ kind: wanted.kind }));
      }
    `,
  ),
  safe(
    'typescript',
    'lists and maps',
    `
      import mongoose from 'mongoose';
      import type { Request, Response } from 'express';

      interface Tree {
        readonly label: string;
      }

      const TREES: readonly Tree[] = [{ label: 'old one' }];

      export function find(req: Request, res: Response): void {
        const byLabel = (tree: Tree): boolean => tree.label === req.body.label;
        res.json({ tree: TREES.find(byLabel), state: mongoose.connection.readyState });
      }
    `,
  ),
];
