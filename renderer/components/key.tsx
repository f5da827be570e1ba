import type { ReactNode } from 'react';
import { Icon, type IconName } from './icon.tsx';

/** One key on the screen. Touching it leaves the focus in the field. */
export const Key = ({
  label,
  name,
  icon,
  wide = 1,
  pressed,
  testId,
  onPress,
}: {
  readonly label: string;
  /** For speech, where the label alone says too little. */
  readonly name?: string;
  readonly icon?: IconName;
  /** Width as a multiple of a letter's key. */
  readonly wide?: number;
  readonly pressed?: boolean;
  readonly testId: string;
  readonly onPress: () => void;
}): ReactNode => (
  <button
    type="button"
    className="key"
    data-testid={testId}
    aria-label={name}
    aria-pressed={pressed}
    style={{ flexGrow: wide }}
    onPointerDown={(event) => event.preventDefault()}
    onClick={onPress}
  >
    {icon === undefined ? label : <Icon name={icon} />}
  </button>
);
