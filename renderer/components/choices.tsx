import type { ReactNode } from 'react';
import { Icon } from './icon.tsx';

/** One of several, all in sight; the chosen one carries a tick and is announced as pressed. */
export const Choices = <Option extends string>({
  label,
  name,
  options,
  textOf,
  chosen,
  onChoose,
}: {
  readonly label: string;
  readonly name: string;
  readonly options: readonly Option[];
  readonly textOf: Readonly<Record<Option, string>>;
  readonly chosen: Option;
  readonly onChoose: (option: Option) => void;
}): ReactNode => (
  <fieldset className="choices">
    <legend>{label}</legend>
    <div className="choices-options">
      {options.map((option) => (
        <button
          key={option}
          type="button"
          className="button button-choice"
          data-testid={`${name}-${option}`}
          aria-pressed={option === chosen}
          onClick={() => onChoose(option)}
        >
          {option === chosen && <Icon name="check" />}
          <span className="button-label">{textOf[option]}</span>
        </button>
      ))}
    </div>
  </fieldset>
);
