import type { Scenario, ScenarioStep } from './scenario.js';

/** CAP 1.2 wants a numeric offset: China's, which has no daylight saving. */
function capTime(utcMs: number): string {
  const local = new Date(utcMs + 8 * 3_600_000).toISOString();
  return `${local.slice(0, 19)}+08:00`;
}

const escaped = (text: string): string => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');

/** A scenario's warning as CAP 1.2 (OASIS, 2010); `at` in UTC ms. */
export function capXml(
  { event, headline, severity, sender, area, atMs }: Extract<ScenarioStep, { do: 'warning' }>,
  { id, mode }: Scenario,
  at: number,
): string {
  const [lng, lat] = area.point;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">',
    `<identifier>${id}-${atMs}-${Math.round(at)}</identifier>`,
    `<sender>${escaped(sender)}</sender>`,
    `<sent>${capTime(at)}</sent>`,
    `<status>${mode === 'drill' ? 'Exercise' : 'Actual'}</status>`,
    '<msgType>Alert</msgType><scope>Public</scope>',
    '<info><language>zh-CN</language><category>Met</category>',
    `<event>${escaped(event)}</event>`,
    '<urgency>Immediate</urgency>',
    `<severity>${severity}</severity><certainty>Likely</certainty>`,
    `<headline>${escaped(headline)}</headline>`,
    `<area><areaDesc>${escaped(area.name)}</areaDesc><circle>${lat},${lng} ${area.radiusKm}</circle></area>`,
    '</info></alert>',
  ].join('\n');
}
