import type { XmlElement } from './xml.js';

export const CAP_NAMESPACE = 'urn:oasis:names:tc:emergency:cap:1.2';
export const SIGNATURE_NAMESPACE = 'http://www.w3.org/2000/09/xmldsig#';

/** Where the first thing is that does not fit. */
export type FormFault = { readonly path: string; readonly detail: string };

/** How often an element comes: once, at most once, at least once, any number of times. */
export type Occurs = '1' | '?' | '+' | '*';
export type Form = { readonly [name: string]: Occurs };

/** Reads elements by their form and remembers the first fault; what does not fit reads as empty. */
export class FormReader {
  fault: FormFault | undefined;

  fail(path: string, detail: string): void {
    this.fault ??= { path, detail };
  }

  /** Checks which elements an element holds, and that there is nothing beside them. */
  check(element: XmlElement, path: string, form: Form): void {
    if (element.text.trim() !== '') this.fail(path, 'text between elements');
    const counts = new Map<string, number>();
    for (const { namespace, name } of element.children) {
      if (namespace === SIGNATURE_NAMESPACE && path === '/alert') continue;
      if (namespace !== CAP_NAMESPACE || !Object.hasOwn(form, name)) this.fail(`${path}/${name}`, 'unknown element');
      counts.set(name, (counts.get(name) ?? 0) + 1);
    }
    for (const [name, occurs] of Object.entries(form)) {
      const count = counts.get(name) ?? 0;
      if (count === 0 && (occurs === '1' || occurs === '+')) this.fail(`${path}/${name}`, 'missing');
      if (count > 1 && (occurs === '1' || occurs === '?')) this.fail(`${path}/${name}`, 'more than once');
    }
  }

  /** The elements of a name, each with its path. */
  all(element: XmlElement, path: string, name: string): { element: XmlElement; path: string }[] {
    return element.children
      .filter((child) => child.namespace === CAP_NAMESPACE && child.name === name)
      .map((child, index) => ({ element: child, path: `${path}/${name}/${index}` }));
  }

  /** The texts of the elements of a name, each with its path. */
  texts(element: XmlElement, path: string, name: string): { text: string; path: string }[] {
    return this.all(element, path, name).map((found) => {
      if (found.element.children.length > 0) this.fail(found.path, 'elements where text is expected');
      return { text: found.element.text.trim(), path: found.path };
    });
  }

  /** The text of an element that comes at most once; undefined when it is not there or empty. */
  optional(element: XmlElement, path: string, name: string): string | undefined {
    const [found] = this.texts(element, path, name);
    return found === undefined || found.text === '' ? undefined : found.text;
  }

  /** The text of an element that has to be there. */
  required(element: XmlElement, path: string, name: string): string {
    const text = this.optional(element, path, name);
    if (text === undefined) this.fail(`${path}/${name}`, 'missing or empty');
    return text ?? '';
  }

  /** A text that is one of those allowed; the first of them where it is not. */
  oneOf<const T extends string>(text: string, path: string, allowed: readonly [T, ...T[]]): T {
    const found = allowed.find((value) => value === text);
    if (found === undefined) this.fail(path, `expected one of ${allowed.join(', ')}`);
    return found ?? allowed[0];
  }

  /** An optional text that fits a pattern, if it is there. */
  matching(element: XmlElement, path: string, name: string, pattern: RegExp, what: string): void {
    const text = this.optional(element, path, name);
    if (text !== undefined && !pattern.test(text)) this.fail(`${path}/${name}`, `expected ${what}`);
  }

  /** An element of `valueName` and `value`; answers the value. */
  namedValue(element: XmlElement, path: string): string {
    this.check(element, path, { valueName: '1', value: '1' });
    this.texts(element, path, 'valueName');
    return this.optional(element, path, 'value') ?? '';
  }
}
