import type { ReactNode } from 'react';
import { Icon } from './icon.tsx';

/** After a problem, always in this order: nothing is lost, what to do, whom to ask. */
export const ProblemPanel = ({
  kept,
  todo,
  ask,
}: {
  readonly kept: string;
  readonly todo: string;
  readonly ask: string;
}): ReactNode => (
  <ul className="problem-panel">
    <li className="problem-kept">
      <Icon name="check" />
      <span>{kept}</span>
    </li>
    <li className="problem-todo">
      <Icon name="forward" />
      <span>{todo}</span>
    </li>
    <li className="problem-ask">
      <Icon name="person" />
      <span>{ask}</span>
    </li>
  </ul>
);
