import type { ReactElement } from 'react';
import { directiveLook } from '../kit/index.js';
import type { Group } from './command-view.js';
import { groupLook } from './command-view.js';

/** From what is finished to what is broken, so that the eye finds the end that needs somebody. */
const BAR_ORDER: readonly Group[] = ['closed', 'going', 'silent', 'ended', 'returned', 'late'];

/** Shares of a tree. Decorative: the numbers stand beside it. */
export function Bar({ counts }: { readonly counts: Readonly<Record<Group, number>> }): ReactElement {
  return (
    <span className="bar" aria-hidden="true">
      {BAR_ORDER.filter((group) => counts[group] > 0).map((group) => (
        <span key={group} data-group={group} style={{ flexGrow: counts[group], color: directiveLook[groupLook[group]].colour }} />
      ))}
    </span>
  );
}
