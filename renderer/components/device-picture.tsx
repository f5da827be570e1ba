import type { ReactNode } from 'react';

/**
 * The kiosk's document feeder as a drawing; sheets move into it while `moving`; one still sticks out when `left`. The sheet is a layer of its own, so
 * that its way costs the screen no work while a finger waits for an answer.
 */
export const DevicePicture = ({
  state,
}: {
  readonly state: 'inviting' | 'moving' | 'still' | 'left';
}): ReactNode => (
  <span className={`device device-${state}`} aria-hidden="true">
    <span className="device-way">
      <svg className="device-sheet" viewBox="0 0 320 260">
        <path className="sheet" d="M112 12h74l22 22v96h-96z" />
        <path className="sheet-fold" d="M186 12v22h22z" />
        <path className="sheet-lines" d="M128 50h52M128 66h64M128 82h64M128 98h40" />
      </svg>
    </span>
    <svg className="device-machine" viewBox="0 0 320 260">
      <path className="device-tray" d="M84 120 96 66h6l-6 54zM236 120l-12-54h-6l6 54z" />
      <rect className="device-body" x="44" y="118" width="232" height="86" rx="18" />
      <rect className="device-slot" x="92" y="126" width="136" height="10" rx="5" />
      <path className="device-face" d="M44 172h232v14a18 18 0 0 1-18 18H62a18 18 0 0 1-18-18z" />
      <circle className="device-light" cx="252" cy="150" r="6" />
      <path className="device-out" d="M84 204h152l10 28H74z" />
      <path className="device-arrow" d="M160 150v20M150 162l10 10 10-10" />
    </svg>
  </span>
);
