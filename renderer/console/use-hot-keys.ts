import { useEffect } from 'react';
import { deskStore, pictureStore } from '../state/index.js';
import { subjectOf } from './command-view.js';
import { consoleUi, draftOf, pickTemplate, stepBack } from './desk-store.js';
import { focusColumnSoon, focusNextColumn } from './focus.js';
import { hotKey } from './hot-keys.js';
import { fillable } from './templates.js';
import { useLook } from './use-look.js';

/** Keys that open a sheet, and close it again. */
const isOverlay = (kind: string): boolean => kind === 'palette' || kind === 'help' || kind === 'diagnostics';

const isTextField = (element: Element | null): boolean => element instanceof HTMLInputElement;

/** What `G` means now: the row in focus, else the district being filled in, else the selected command's. */
function subject(): string | undefined {
  const row = document.activeElement?.closest<HTMLElement>('[data-tier]')?.dataset['tier'];
  if (row !== undefined) return row;
  const ui = consoleUi.getState();
  const { picture } = pictureStore.getState();
  if (ui.flow.step !== 'pick') {
    const { flow } = ui;
    const template = deskStore.getState().desk?.templates.find(({ id }) => id === flow.template);
    const parameter = template !== undefined && 'parameter' in template.targeting ? template.targeting.parameter : undefined;
    const filled = template === undefined || parameter === undefined ? undefined : draftOf(ui, template.id).values[parameter];
    if (filled !== undefined && filled !== '') return filled;
  }
  const selected = ui.selected ?? picture?.focus;
  const command = picture?.commands.find(({ id }) => id === selected);
  return command === undefined ? undefined : subjectOf(command);
}

/** The keys of the whole console; an open dialog has its own. */
export function useHotKeys(): void {
  const look = useLook();
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      const key = hotKey(event, isTextField(document.activeElement));
      const { overlay, flow } = consoleUi.getState();
      if (key === undefined || event.defaultPrevented) return;
      if (overlay !== undefined && !isOverlay(key.kind)) return;
      switch (key.kind) {
        case 'palette':
        case 'help':
        case 'diagnostics':
          consoleUi.setState({ overlay: overlay === key.kind ? undefined : key.kind });
          break;
        case 'next-column':
          focusNextColumn();
          break;
        case 'back':
          if (flow.step === 'pick') return;
          stepBack();
          if (flow.step === 'fill') focusColumnSoon('right');
          break;
        case 'look': {
          const tier = subject();
          if (tier !== undefined) look(tier);
          break;
        }
        case 'overview':
          look(null);
          break;
        case 'template': {
          const { desk } = deskStore.getState();
          const template = desk === undefined || desk.session === null ? undefined : fillable(desk.templates)[key.index];
          if (template !== undefined) pickTemplate(template.id);
          break;
        }
        default:
          key satisfies never;
      }
      event.preventDefault();
    };
    addEventListener('keydown', onKeyDown);
    return () => {
      removeEventListener('keydown', onKeyDown);
    };
  }, [look]);
}
