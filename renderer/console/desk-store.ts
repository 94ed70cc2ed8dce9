import { createStore } from 'zustand/vanilla';
import { useStore } from 'zustand';
import type { AppError, Prepared } from '../../preload/contract/index.js';
import type { Issue, IssueFact } from './issue.js';
import { afterFact } from './issue.js';

/** Where the officer is in giving an order. A draft outlives every step back, a log-out included. */
export type Flow =
  | { readonly step: 'pick' }
  | { readonly step: 'fill'; readonly template: string }
  | {
      readonly step: 'preview';
      readonly template: string;
      readonly prepared: Prepared;
      /** server's UTC ms */ readonly preparedAt: number;
      readonly issue: Issue;
    };

/** `values` go into the command; `texts` is what stands in the fields, finished or not. */
export type Draft = { readonly values: Readonly<Record<string, string>>; readonly texts: Readonly<Record<string, string>> };
const EMPTY_DRAFT: Draft = { values: {}, texts: {} };

export type ConsoleUi = {
  /** the command that the middle column shows; undefined: the one in focus on the wall */
  readonly selected: string | undefined;
  /** just issued, without a tree yet: the wall is to follow it */
  readonly follow: string | undefined;
  readonly flow: Flow;
  /** by template id */
  readonly drafts: Readonly<Record<string, Draft>>;
  readonly overlay: 'palette' | 'help' | 'diagnostics' | undefined;
  /** the last thing that could not be done, until the next that could */
  readonly problem: AppError | undefined;
};

export const consoleUi = createStore<ConsoleUi>()(() => ({
  selected: undefined,
  follow: undefined,
  flow: { step: 'pick' },
  drafts: {},
  overlay: undefined,
  problem: undefined,
}));

export const useConsoleUi = <T>(selector: (ui: ConsoleUi) => T): T => useStore(consoleUi, selector);

export const draftOf = (ui: ConsoleUi, template: string): Draft => ui.drafts[template] ?? EMPTY_DRAFT;

export function writeDraft(template: string, name: string, value: string, text: string): void {
  consoleUi.setState((ui) => {
    const draft = draftOf(ui, template);
    return {
      drafts: {
        ...ui.drafts,
        [template]: { values: { ...draft.values, [name]: value }, texts: { ...draft.texts, [name]: text } },
      },
    };
  });
}

/**
 * The order in the preview is, or may be, on its way into the outbox. Its preview stays until that is certain: whoever
 * could leave it could prepare the same order once more.
 */
export const isIssuing = ({ flow }: Pick<ConsoleUi, 'flow'>): boolean => flow.step === 'preview' && flow.issue.phase !== 'ready';

export const pickTemplate = (template: string): void => {
  consoleUi.setState((ui) => (isIssuing(ui) ? ui : { flow: { step: 'fill', template }, overlay: undefined }));
};

/** One step back; nothing typed is lost. */
export function stepBack(): void {
  consoleUi.setState((ui) => {
    if (isIssuing(ui)) return ui;
    return { flow: ui.flow.step === 'preview' ? { step: 'fill', template: ui.flow.template } : { step: 'pick' } };
  });
}

/** Takes a fact about the order in the preview; one about another order changes nothing. Answers what it came to. */
export function noteIssue(id: string, fact: IssueFact): Issue | 'stored' | undefined {
  const { flow } = consoleUi.getState();
  if (flow.step !== 'preview' || flow.prepared.id !== id) return undefined;
  const issue = afterFact(flow.issue, id, fact);
  if (issue === 'stored') orderStored(flow.template, id);
  else if (issue !== flow.issue) consoleUi.setState({ flow: { ...flow, issue } });
  return issue;
}

/** The order is in the outbox: its draft is used up, and its tree is followed. */
function orderStored(template: string, id: string): void {
  consoleUi.setState(({ drafts: { [template]: _used, ...drafts } }) => ({
    drafts,
    flow: { step: 'pick' },
    selected: id,
    follow: id,
  }));
}
