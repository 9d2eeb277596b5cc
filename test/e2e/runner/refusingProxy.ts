import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Disposable } from '../../support/disposable.ts';

export interface RefusingProxy extends Disposable {
  /** For the editor's environment: everything goes through the proxy, but what stays on this machine. */
  readonly env: Readonly<Record<string, string>>;
  /** Hosts (and ports) that were asked for, oldest first. */
  readonly asked: readonly string[];
}

/** A proxy that lets nothing through: it shows where requests would have gone, and none of them leaves the machine. */
export async function startRefusingProxy(): Promise<RefusingProxy> {
  const asked: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    response.writeHead(502).end();
  });
  server.on('connect', (request, socket) => {
    asked.push(request.url ?? '');
    socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
  });
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const names = { HTTP_PROXY: url, HTTPS_PROXY: url, NO_PROXY: '127.0.0.1,localhost' };
  const lowerCase = Object.entries(names).map(([name, value]) => [name.toLowerCase(), value]);
  return {
    env: { ...names, ...(Object.fromEntries(lowerCase) as Record<string, string>) },
    asked,
    dispose() {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
