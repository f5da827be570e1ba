import type { ReactNode } from 'react';
import { Icon, type IconName } from './icon.tsx';

/** One thing to touch. `kind`: primary = the way on, one per screen; danger = deletes. */
export const Button = ({
  label,
  icon,
  iconAfter,
  kind = 'secondary',
  testId,
  disabled = false,
  onPress,
}: {
  readonly label: string;
  readonly icon?: IconName;
  readonly iconAfter?: IconName;
  readonly kind?: 'primary' | 'secondary' | 'quiet' | 'danger';
  readonly testId: string;
  readonly disabled?: boolean;
  readonly onPress: () => void;
}): ReactNode => (
  <button
    type="button"
    className={`button button-${kind}`}
    data-testid={testId}
    disabled={disabled}
    onClick={onPress}
  >
    {icon !== undefined && <Icon name={icon} />}
    <span className="button-label">{label}</span>
    {iconAfter !== undefined && <Icon name={iconAfter} />}
  </button>
);
