import type { ReactNode } from 'react';
import { useKiosk } from '../kiosk-context.ts';

type DeviceState = 'inviting' | 'moving' | 'still' | 'left';

/** What moves is a layer of its own, so that its way costs the screen no work while a finger waits for an answer. */
const Moving = ({ children }: { readonly children: ReactNode }): ReactNode => (
  <span className="device-way">
    <svg className="device-sheet" viewBox="0 0 320 260">
      {children}
    </svg>
  </span>
);

const Machine = ({ children }: { readonly children: ReactNode }): ReactNode => (
  <svg className="device-machine" viewBox="0 0 320 260">
    {children}
  </svg>
);

/** Sheets go in from above and come out in front. */
const UprightFeeder = (): ReactNode => (
  <>
    <Moving>
      <path className="sheet" d="M112 12h74l22 22v96h-96z" />
      <path className="sheet-fold" d="M186 12v22h22z" />
      <path className="sheet-lines" d="M128 50h52M128 66h64M128 82h64M128 98h40" />
    </Moving>
    <Machine>
      <path className="device-tray" d="M84 120 96 66h6l-6 54zM236 120l-12-54h-6l6 54z" />
      <rect className="device-body" x="44" y="118" width="232" height="86" rx="18" />
      <rect className="device-slot" x="92" y="126" width="136" height="10" rx="5" />
      <path className="device-face" d="M44 172h232v14a18 18 0 0 1-18 18H62a18 18 0 0 1-18-18z" />
      <circle className="device-light" cx="252" cy="150" r="6" />
      <path className="device-out" d="M84 204h152l10 28H74z" />
      <path className="device-arrow" d="M160 150v20M150 162l10 10 10-10" />
    </Machine>
  </>
);

/** A multi-function device: sheets lie on a slope at its top and go in sideways. */
const FeederOnTop = (): ReactNode => (
  <>
    <svg className="device-machine" viewBox="0 0 320 260">
      <path className="device-tray" d="M128 118 262 70l44 22-134 48z" />
    </svg>
    <Moving>
      <path className="sheet" d="M140 106 250 66l36 18-110 40z" />
      <path className="sheet-lines" d="m172 104 66-24M184 110l66-24" />
    </Moving>
    <Machine>
      <path className="device-body" d="M40 150v-40a24 24 0 0 1 24-24h76a24 24 0 0 1 24 24v40z" />
      <path className="device-slot" d="M158 104v32a5 5 0 0 1-10 0v-32a5 5 0 0 1 10 0z" />
      <rect className="device-body" x="28" y="142" width="264" height="92" rx="16" />
      <path className="device-face" d="M28 168h264v50a16 16 0 0 1-16 16H44a16 16 0 0 1-16-16z" />
      <rect className="device-out" x="92" y="192" width="136" height="14" rx="7" />
      <circle className="device-light" cx="264" cy="156" r="6" />
      <path className="device-arrow" d="M126 112H84M94 102l-10 10 10 10" />
    </Machine>
  </>
);

/** A flat scanner: its lid is open while it waits for a sheet and closed, with light below it, while it works. */
const Glass = ({ open }: { readonly open: boolean }): ReactNode => (
  <>
    <Machine>
      {open && (
        <>
          <path className="device-body" d="M70 14h180l18 98H52z" />
          <path className="device-out" d="M84 26h152l13 74H71z" />
        </>
      )}
      <path className="device-body" d="M54 118h212l42 84H12z" />
      {open && <path className="device-glass" d="M76 128h168l30 62H46z" />}
      <path className="device-face" d="M12 202h296v22a14 14 0 0 1-14 14H26a14 14 0 0 1-14-14z" />
      <circle className="device-light" cx="282" cy="220" r="6" />
    </Machine>
    <Moving>
      {open ? (
        <>
          <path className="sheet" d="M106 128h110l22 50H84z" />
          <path className="device-arrow device-arrow-dark" d="M160 136v28M149 153l11 11 11-11" />
        </>
      ) : (
        <rect className="device-slot" x="24" y="198" width="92" height="8" rx="4" />
      )}
    </Moving>
  </>
);

/** The site's kind of scanner as a drawing; sheets move into it while `moving`; one still sticks out when `left`. */
export const DevicePicture = ({ state }: { readonly state: DeviceState }): ReactNode => {
  const { shape } = useKiosk().view.site.device;
  return (
    <span className={`device device-${state} ${shape}`} aria-hidden="true">
      {shape === 'upright-feeder' && <UprightFeeder />}
      {shape === 'feeder-on-top' && <FeederOnTop />}
      {shape === 'glass' && <Glass open={state === 'inviting'} />}
    </span>
  );
};
