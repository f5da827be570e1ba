import { useState, type ReactNode } from 'react';
import type { LogExport } from '../../electron/contract/attendant.ts';
import { Button } from '../components/button.tsx';
import type { AreaContext, OpenView } from './area-context.ts';

/** Restart for everybody; logs and leaving the kiosk for site IT. */
export const DevicePage = ({
  view,
  area,
}: {
  readonly view: OpenView;
  readonly area: AreaContext;
}): ReactNode => {
  const { texts, send } = area;
  const isTechnician = view.role === 'technician';
  return (
    <>
      <h1>{texts.device.title}</h1>
      <p>{texts.device.about(view.kioskId, view.version, view.number)}</p>
      <Sure
        lead={texts.device.restartLead}
        label={texts.device.restart}
        confirm={texts.device.restartConfirm}
        cancel={texts.common.cancel}
        testId="restart"
        onSure={() => send({ kind: 'restart' })}
      />
      {isTechnician ? (
        <>
          <section className="device-act">
            <p>{texts.device.exportLead}</p>
            <Button
              testId="export-logs"
              label={texts.device.exportLogs}
              disabled={view.logs.state === 'running'}
              onPress={() => send({ kind: 'export-logs' })}
            />
            <p role="status" data-testid="export-state">
              {exportWords(view.logs, area)}
            </p>
          </section>
          <Sure
            lead={texts.device.leaveLead}
            label={texts.device.leave}
            confirm={texts.device.leaveConfirm}
            cancel={texts.common.cancel}
            testId="leave-kiosk"
            onSure={() => send({ kind: 'leave-kiosk' })}
          />
        </>
      ) : (
        <p className="soft">{texts.device.notForYou}</p>
      )}
    </>
  );
};

const exportWords = (logs: LogExport, { texts }: AreaContext): string => {
  switch (logs.state) {
    case 'none':
      return '';
    case 'running':
      return texts.device.exporting;
    case 'done':
      return texts.device.exported(logs.file, Math.ceil(logs.bytes / 1000));
    case 'failed':
      return texts.device.exportProblems[logs.problem];
  }
};

/** Something that is asked twice. */
const Sure = ({
  lead,
  label,
  confirm,
  cancel,
  testId,
  onSure,
}: {
  readonly lead: string;
  readonly label: string;
  readonly confirm: string;
  readonly cancel: string;
  readonly testId: string;
  readonly onSure: () => void;
}): ReactNode => {
  const [asked, setAsked] = useState(false);
  return (
    <section className="device-act">
      <p>{lead}</p>
      {asked ? (
        <div className="device-sure">
          <Button testId={`${testId}-cancel`} label={cancel} onPress={() => setAsked(false)} />
          <Button kind="danger" testId={`${testId}-confirm`} label={confirm} onPress={onSure} />
        </div>
      ) : (
        <Button testId={testId} label={label} onPress={() => setAsked(true)} />
      )}
    </section>
  );
};
