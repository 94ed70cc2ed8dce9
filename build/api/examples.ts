/** Written examples of a call's bodies; the others are made from their schemas. */
type Written = { readonly request?: unknown; readonly answers?: Readonly<Record<string, unknown>> };

export const EXAMPLES: Readonly<Record<string, Written | undefined>> = {
  logIn: { request: { name: 'duty-officer', password: 'correct-horse' } },
};
