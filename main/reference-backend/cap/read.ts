import type { Result } from '../../../preload/contract/index.js';
import { err, ok } from '../../../preload/contract/index.js';
import { readArea } from './read-area.js';
import type { Form, FormFault } from './form.js';
import { FormReader, SIGNATURE_NAMESPACE } from './form.js';
import type { CapInfo, CapMessage, MessageName } from './message.js';
import { CATEGORIES, CERTAINTIES, MSG_TYPES, RESPONSE_TYPES, SCOPES, SEVERITY_VALUES, STATUSES, URGENCIES } from './message.js';
import type { XmlElement } from './xml.js';

const ALERT: Form = {
  identifier: '1',
  sender: '1',
  sent: '1',
  status: '1',
  msgType: '1',
  source: '?',
  scope: '1',
  restriction: '?',
  addresses: '?',
  code: '*',
  note: '?',
  references: '?',
  incidents: '?',
  info: '*',
};
const INFO: Form = {
  language: '?',
  category: '+',
  event: '1',
  responseType: '*',
  urgency: '1',
  severity: '1',
  certainty: '1',
  audience: '?',
  eventCode: '*',
  effective: '?',
  onset: '?',
  expires: '?',
  senderName: '?',
  headline: '?',
  description: '?',
  instruction: '?',
  web: '?',
  contact: '?',
  parameter: '*',
  resource: '*',
  area: '*',
};
const RESOURCE: Form = { resourceDesc: '1', mimeType: '1', size: '?', uri: '?', derefUri: '?', digest: '?' };

/** CAP 1.2, 3.2.1: no white space, commas, `<` or `&`. */
const NAME = /^[^\s,<&]{1,200}$/;
/** CAP 1.2, 3.3.2: always with a numeric offset, UTC is -00:00. */
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[-+]\d\d:\d\d$/;
const LANGUAGE = /^[a-zA-Z]{1,8}(-[a-zA-Z0-9]{1,8})*$/;
const REFERENCES_MAX = 200;

/** Reads an `alert` of CAP 1.2; the namespace of the root has been looked at. The order of elements decides nothing. */
export function readMessage(root: XmlElement): Result<CapMessage, FormFault> {
  const form = new FormReader();
  const path = '/alert';
  form.check(root, path, ALERT);
  const text = (name: string): string => form.required(root, path, name);
  const [identifier, sender] = [text('identifier'), text('sender')];
  if (!NAME.test(identifier)) form.fail('/alert/identifier', 'white space, a comma, < or &');
  if (!NAME.test(sender)) form.fail('/alert/sender', 'white space, a comma, < or &');
  const msgType = form.oneOf(text('msgType'), '/alert/msgType', MSG_TYPES);
  const scope = form.oneOf(text('scope'), '/alert/scope', SCOPES);
  if (scope === 'Restricted') form.required(root, path, 'restriction');
  if (scope === 'Private') form.required(root, path, 'addresses');
  for (const name of ['source', 'restriction', 'addresses', 'code', 'note', 'incidents']) form.texts(root, path, name);
  const message: CapMessage = {
    identifier,
    sender,
    sent: readTime(form, text('sent'), '/alert/sent'),
    status: form.oneOf(text('status'), '/alert/status', STATUSES),
    msgType,
    references: readReferences(form, form.optional(root, path, 'references') ?? ''),
    infos: form.all(root, path, 'info').map((info) => readInfo(form, info.element, info.path)),
    signed: root.children.some(({ namespace, name }) => namespace === SIGNATURE_NAMESPACE && name === 'Signature'),
  };
  return form.fault === undefined ? ok(message) : err(form.fault);
}

/** The times of a message: all of them have four digits of a year in UTC too. */
const FIRST_TIME = 0;
const LAST_TIME = Date.UTC(9999, 0, 1);

/** UTC ms; 0 where it is none. */
function readTime(form: FormReader, text: string, path: string): number {
  const at = TIME.test(text) ? Date.parse(text) : Number.NaN;
  // Date.parse takes the 30th of February for the 1st of March.
  const real =
    at >= FIRST_TIME && at < LAST_TIME && new Date(`${text.slice(0, 19)}Z`).toISOString().slice(0, 19) === text.slice(0, 19);
  if (!real) form.fail(path, 'expected a time like 2026-07-01T08:00:00+08:00');
  return real ? at : 0;
}

function readReferences(form: FormReader, text: string): MessageName[] {
  const path = '/alert/references';
  const found = text.split(/\s+/).filter((part) => part !== '');
  if (found.length > REFERENCES_MAX) form.fail(path, `more than ${REFERENCES_MAX}`);
  return found.slice(0, REFERENCES_MAX).map((reference) => {
    const [sender = '', identifier = '', sent = '', ...more] = reference.split(',');
    if (!NAME.test(sender) || !NAME.test(identifier) || more.length > 0) form.fail(path, 'expected sender,identifier,sent');
    return { sender, identifier, sent: readTime(form, sent, path) };
  });
}

function readInfo(form: FormReader, info: XmlElement, path: string): CapInfo {
  form.check(info, path, INFO);
  const value = <const T extends string>(name: string, allowed: readonly [T, ...T[]]): T =>
    form.oneOf(form.required(info, path, name), `${path}/${name}`, allowed);
  const language = form.optional(info, path, 'language') ?? 'en-US';
  if (!LANGUAGE.test(language)) form.fail(`${path}/language`, 'expected a language tag');
  const categories = form.texts(info, path, 'category').map((each) => form.oneOf(each.text, each.path, CATEGORIES));
  for (const each of form.texts(info, path, 'responseType')) form.oneOf(each.text, each.path, RESPONSE_TYPES);
  const time = (name: string): number | undefined => {
    const text = form.optional(info, path, name);
    return text === undefined ? undefined : readTime(form, text, `${path}/${name}`);
  };
  for (const name of ['effective', 'onset']) time(name);
  for (const name of ['eventCode', 'parameter']) {
    for (const each of form.all(info, path, name)) form.namedValue(each.element, each.path);
  }
  for (const name of ['audience', 'description', 'instruction', 'contact']) form.texts(info, path, name);
  for (const each of form.all(info, path, 'resource')) checkResource(form, each.element, each.path);
  return {
    language,
    category: categories[0] ?? 'Other',
    event: form.required(info, path, 'event'),
    urgency: value('urgency', URGENCIES),
    severity: value('severity', SEVERITY_VALUES),
    certainty: value('certainty', CERTAINTIES),
    headline: form.optional(info, path, 'headline'),
    senderName: form.optional(info, path, 'senderName'),
    web: form.optional(info, path, 'web'),
    expires: time('expires'),
    areas: form.all(info, path, 'area').map((area) => readArea(form, area.element, area.path)),
  };
}

function checkResource(form: FormReader, resource: XmlElement, path: string): void {
  form.check(resource, path, RESOURCE);
  form.required(resource, path, 'resourceDesc');
  form.required(resource, path, 'mimeType');
  form.matching(resource, path, 'size', /^\d{1,15}$/, 'a number of bytes');
  for (const name of ['uri', 'derefUri', 'digest']) form.texts(resource, path, name);
}
