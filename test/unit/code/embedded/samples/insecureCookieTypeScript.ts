import type { Sample } from './sample.ts';
import { safe, vulnerable } from './sample.ts';

export const INSECURE_COOKIE_TYPESCRIPT: readonly Sample[] = [
  vulnerable(
    'typescript',
    'medium',
    'Nest controller',
    `
    import { Body, Controller, Post, Res } from '@nestjs/common';
    import type { Response } from 'express';

    @Controller('auth')
    export class AuthController {
      constructor(private readonly accounts: Accounts) {}

      @Post('login')
      async login(@Body() form: LoginForm, @Res({ passthrough: true }) response: Response): Promise<void> {
        const refreshToken: string = await this.accounts.enter(form);
        response.cookie('refreshToken', refreshToken, { httpOnly: false, secure: true, sameSite: 'lax' }); // FINDING
      }
    }
  `,
  ),
  vulnerable(
    'typescript',
    'medium',
    'Next.js route handler',
    `
    import { cookies } from 'next/headers';
    import { NextResponse } from 'next/server';

    export async function POST(request: Request): Promise<NextResponse> {
      const jar = await cookies();
      jar.set('session', await open(request), { path: '/' }); // FINDING
      return NextResponse.json({ ok: true });
    }
  `,
  ),
  vulnerable(
    'typescript',
    'low',
    'express-session that says nothing of the cookie',
    `
    import session, { type SessionOptions } from 'express-session';

    const options: SessionOptions = { secret: process.env.SESSION_KEY as string, resave: false, saveUninitialized: false };
    app.use(session(options)); // FINDING
  `,
  ),
  vulnerable(
    'typescript',
    'medium',
    'iron-session with a switch',
    `
    import type { SessionOptions } from 'iron-session';

    export const sessionOptions: SessionOptions = {
      password: process.env.COOKIE_KEY!,
      cookieName: 'shop',
      cookieOptions: { secure: false }, // FINDING
    };
  `,
  ),
  safe(
    'typescript',
    'Nest controller with everything set',
    `
    import { Controller, Post, Res } from '@nestjs/common';
    import type { CookieOptions, Response } from 'express';

    const OPTIONS: CookieOptions = { httpOnly: true, secure: true, sameSite: 'strict' };

    @Controller('auth')
    export class AuthController {
      @Post('login')
      login(@Res({ passthrough: true }) response: Response): void {
        response.cookie('session', issue(), OPTIONS);
      }

      @Post('logout')
      logout(@Res({ passthrough: true }) response: Response): void {
        response.cookie('session', '', { ...OPTIONS, maxAge: 0 });
      }
    }
  `,
  ),
  safe(
    'typescript',
    'Next.js with an option of the environment',
    `
    import { cookies } from 'next/headers';

    export async function enter(token: string): Promise<void> {
      const secure: boolean = process.env.NODE_ENV !== 'development';
      (await cookies()).set({ name: 'session', value: token, httpOnly: true, sameSite: 'lax', secure });
    }
  `,
  ),
  safe(
    'typescript',
    'preferences',
    `
    import type { NextResponse } from 'next/server';

    type Theme = 'light' | 'dark';

    export function remember(response: NextResponse, theme: Theme, locale: string): void {
      response.cookies.set('theme', theme);
      response.cookies.set('NEXT_LOCALE', locale, { maxAge: 31536000 });
    }
  `,
  ),
];
