import { operation } from '../operation.js';

/** Prometheus' text format, version 0.0.4. */
export const METRICS_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

export const metricsOperations = [
  operation({
    id: 'getMetrics',
    method: 'GET',
    path: '/metrics',
    tag: 'operation',
    summary: 'How the server does, for Prometheus',
    access: 'public',
    answers: { 200: { description: "Prometheus' text format", bytes: [METRICS_TYPE] } },
  }),
] as const;
