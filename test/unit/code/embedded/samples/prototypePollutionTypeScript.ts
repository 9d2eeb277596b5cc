import type { Sample } from './sample.ts';
import { safe, vulnerable } from './sample.ts';

export const PROTOTYPE_POLLUTION_TYPESCRIPT: readonly Sample[] = [
  vulnerable(
    'typescript',
    'high',
    'two names of a typed body',
    `
      import type { Request, Response } from 'express';

      type Stock = Record<string, Record<string, number>>;

      const stock: Stock = {};

      export function put(req: Request<{ shelf: string; jar: string }>, res: Response<Stock>): void {
        const shelf = (stock[req.params.shelf] ??= {});
        shelf[req.params.jar] = Number(req.body.count); // FINDING
        res.json(stock);
      }
    `,
  ),
  vulnerable(
    'typescript',
    'high',
    'generic merge with the body of a request',
    `
      import { NextResponse, type NextRequest } from 'next/server';

      type Tree = { [key: string]: unknown };

      function isTree(value: unknown): value is Tree {
        return typeof value === 'object' && value !== null;
      }

      function merge<T extends Tree>(target: T, source: Tree): T {
        for (const [key, value] of Object.entries(source)) {
          if (isTree(value) && isTree(target[key])) merge(target[key] as Tree, value);
          else (target as Tree)[key] = value; // FINDING
        }
        return target;
      }

      export async function PATCH(request: NextRequest): Promise<NextResponse> {
        return NextResponse.json(merge({}, (await request.json()) as Tree));
      }
    `,
  ),
  vulnerable(
    'typescript',
    'medium',
    'method that merges whatever it is given',
    `
      interface Node {
        [name: string]: Node | string;
      }

      export class Configuration {
        merge(target: Node, source: Readonly<Node>): void {
          for (const name in source) {
            const value = source[name]!;
            if (typeof value === 'object') this.merge(target[name] as Node, value);
            else target[name] = value; // FINDING
          }
        }
      }
    `,
  ),
  vulnerable(
    'typescript',
    'low',
    'path of names for lodash',
    `
      import { set } from 'lodash';
      import type { Request, Response } from 'express';

      const settings: Record<string, unknown> = {};

      export function change(req: Request, res: Response): void {
        set(settings, req.body.path as string, req.body.value); // FINDING
        res.json(settings);
      }
    `,
  ),
  safe(
    'typescript',
    'typed names that are looked up',
    `
      import type { Request, Response } from 'express';

      const SHELVES = ['left', 'right'] as const;
      type Shelf = (typeof SHELVES)[number];

      const stock: Record<Shelf, Record<string, number>> = { left: {}, right: {} };

      function isShelf(name: string): name is Shelf {
        return name === 'left' || name === 'right';
      }

      export function put(req: Request, res: Response): void {
        const shelf: string = req.params.shelf!;
        if (isShelf(shelf)) stock[shelf][req.params.jar!] = 1;
        res.json(stock);
      }
    `,
  ),
  safe(
    'typescript',
    'maps of maps',
    `
      import type { Request, Response } from 'express';

      const shelves = new Map<string, Map<string, number>>();

      export function put(req: Request<{ shelf: string; jar: string }>, res: Response): void {
        const shelf = shelves.get(req.params.shelf) ?? new Map<string, number>();
        shelf.set(req.params.jar, 1);
        shelves.set(req.params.shelf, shelf);
        res.sendStatus(204);
      }
    `,
  ),
  safe(
    'typescript',
    'guard that leaves dangerous names out',
    `
      type Tree = { [key: string]: Tree | string };

      const isSafe = (key: string): boolean => key !== '__proto__' && key !== 'constructor' && key !== 'prototype';

      export function merge(target: Tree, source: Tree): void {
        for (const key of Object.keys(source)) {
          if (!isSafe(key)) continue;
          const value = source[key]!;
          if (typeof value === 'object') merge(target[key] as Tree, value);
          else target[key] = value;
        }
      }
    `,
  ),
];
