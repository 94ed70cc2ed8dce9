import type { Server } from 'node:http';
import { createServer } from 'node:http';
import { Counter, Gauge, Registry } from 'prom-client';
import type { Counters } from './counters.js';

const PREFIX = 'yilan_hub_';

/** The figures as Prometheus reads them. */
export function metricsText(counters: Counters): Promise<string> {
  const registry = new Registry();
  const described = (name: string): { name: string; help: string; registers: Registry[] } => ({
    name: `${PREFIX}${name}`,
    help: name.replaceAll('_', ' '),
    registers: [registry],
  });
  for (const [name, value] of counters.counts) new Counter(described(name)).inc(value);
  for (const [name, value] of counters.gauges()) new Gauge(described(name)).set(value);
  return registry.metrics();
}

/**
 * Serves `GET /metrics` to this machine's own monitoring. A page that a browser was led to by a name of its own
 * is refused: only who asks for the loopback by its name or number is meant.
 * @param onFault the port is taken, or may not be used
 */
export function serveMetrics(port: number, counters: Counters, onFault: (error: Error) => void): Server {
  const server = createServer((request, response) => {
    const host = /^(?:localhost|127\.0\.0\.1)(?::\d+)?$/.test(request.headers.host ?? '');
    if (!host || request.method !== 'GET' || request.url !== '/metrics') {
      response.writeHead(host ? 404 : 403).end();
      return;
    }
    metricsText(counters).then(
      (text) => response.writeHead(200, { 'content-type': Registry.PROMETHEUS_CONTENT_TYPE }).end(text),
      (error: unknown) => {
        onFault(error instanceof Error ? error : new Error(String(error)));
        response.writeHead(500).end();
      },
    );
  });
  server.on('error', onFault);
  server.listen(port, '127.0.0.1');
  return server;
}
